// Shows how much of a file has been sent. Without it the form is sent as any other.
import { initAll } from 'nhsuk-frontend'

const form = document.querySelector('[data-discharge-upload]')
const FAILED = 'The file could not be sent. Check the connection and send it again.'

function show(answer, address) {
  const page = new DOMParser().parseFromString(answer, 'text/html')
  const main = page.getElementById('maincontent')
  if (!main) {
    window.location.assign(address)
    return
  }
  document.title = page.title
  document.getElementById('maincontent').parentElement.replaceWith(main.parentElement)
  window.history.pushState(null, '', address)
  initAll()
  listen(document.querySelector('[data-discharge-upload]'))
  const first = document.querySelector('.nhsuk-error-summary') ?? document.querySelector('h1')
  first.tabIndex = -1
  first.focus()
}

function send(sent) {
  const request = new XMLHttpRequest()
  const shown = sent.querySelector('.discharge-upload')
  const bar = shown.querySelector('progress')
  const button = sent.querySelector('button[type=submit]') ?? sent.querySelector('button')
  const fail = () => {
    const notice = document.getElementById('discharge-notice')
    notice.textContent = FAILED
    notice.hidden = false
    shown.hidden = true
    button.disabled = false
  }
  request.upload.addEventListener('progress', (event) => {
    if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total
  })
  request.upload.addEventListener('load', () => bar.removeAttribute('value')) // sent, and now being read
  request.addEventListener('load', () => show(request.responseText, request.responseURL))
  request.addEventListener('error', fail)
  request.addEventListener('timeout', fail)
  request.open('POST', sent.action)
  shown.hidden = false
  button.disabled = true
  request.send(new FormData(sent))
}

function listen(found) {
  found?.addEventListener('submit', (event) => {
    event.preventDefault()
    send(found)
  })
}

listen(form)
window.addEventListener('popstate', () => {
  if (form) window.location.reload()
})
