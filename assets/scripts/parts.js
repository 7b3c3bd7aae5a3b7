// Parts of a page that are fetched and swapped in by htmx. Its settings stand in layouts/base.html, because it reads
// them while it is being loaded.
import 'htmx.org/dist/htmx.esm.js'
import { initAll } from 'nhsuk-frontend'

const SIGNED_OUT = 'You have been signed out. Reload the page to sign in again. Nothing was saved.'
const REFUSED = {
  400: 'This page is too old to save from. Reload it and try again.',
  401: SIGNED_OUT,
  403: 'You do not have permission to do this. Nothing was saved.',
  404: 'This is no longer here. Reload the page.',
  409: 'Somebody else changed this first. Reload the page to see what they saved.',
  429: 'Too many tries. Wait a minute, then try again.'
}
const UNREACHED = 'This could not be saved because the service did not answer. Try again in a minute.'

function say(words) {
  const place = document.getElementById('discharge-notice')
  if (!place) return
  place.textContent = words
  place.hidden = words === ''
}

// NHS components inside a part need their behaviour; those that have it already refuse, which is right.
document.addEventListener('htmx:after:swap', () => {
  initAll({
    onError(error) {
      if (error.name !== 'InitError') console.error(error)
    }
  })
})

document.addEventListener('htmx:before:request', () => say(''))
document.addEventListener('htmx:response:error', (event) => {
  say(REFUSED[event.detail.ctx.response.status] ?? UNREACHED)
})
document.addEventListener('htmx:error', () => say(UNREACHED))
