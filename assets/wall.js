// A screen on a wall: asks for itself twice a minute, and says so in large letters when nobody answers.
const EVERY = 30_000
const LATE = 90_000
const wall = document.querySelector('[data-discharge-wall]')
const banner = document.querySelector('[data-discharge-stale]')
let heardAt = Date.now()

async function ask() {
  try {
    const answer = await fetch(location.pathname, {
      headers: { 'X-Refresh': '1' },
      signal: AbortSignal.timeout(15_000)
    })
    if (answer.status === 401) location.reload() // taken back: names go at once
    const part = answer.ok ? await answer.text() : ''
    if (part.includes('data-discharge-heard')) {
      wall.innerHTML = part
      heardAt = Date.now()
    }
  } catch {
    // nobody answered: the banner will say so
  }
  sayHowOld()
}

function sayHowOld() {
  const old = Date.now() - heardAt > LATE
  if (old && banner.hidden) {
    const words = wall.querySelector('[data-discharge-heard]').textContent
    banner.textContent = `Last updated ${words}. This screen does not hear from the server: what it shows may be old.`
  }
  banner.hidden = !old
}

setInterval(ask, EVERY)
setInterval(sayHowOld, 5_000)
