// Warns two minutes before somebody is signed out because nothing was done, and keeps what is half typed on the server.
// The server decides when a session is over; this only asks it.
const WARN_SECONDS = 120
const TOLD_EVERY = 60_000 // typing and pointing without sending anything is told to the server so often
const PAUSE = 3_000 // what is typed is kept after so long a pause
const warning = document.getElementById('discharge-idle')
const { token, timeLeft, save, minutes } = warning.dataset
let heardAt = Date.now()
let actedAt = 0
let typedIn = null
let pause = 0

async function secondsLeft(stay) {
  const headers = stay ? { 'X-CSRFToken': token } : { 'X-Refresh': '1' }
  const answer = await fetch(timeLeft, { method: stay ? 'POST' : 'GET', headers })
  if (!answer.ok) return 0
  if (stay) heardAt = Date.now()
  return (await answer.json()).seconds
}

function keep(byItself) {
  if (!typedIn || typedIn.closest('[data-keep-nothing]') || typedIn.querySelector('[type=password], [type=file]')) return
  const fields = new FormData(typedIn)
  fields.set('half_typed_on', window.location.pathname)
  const headers = byItself ? { 'X-CSRFToken': token, 'X-Refresh': '1' } : { 'X-CSRFToken': token }
  return fetch(save, { method: 'POST', headers, body: fields, keepalive: true }).catch(() => {})
}

document.addEventListener('input', (event) => {
  typedIn = event.target.form?.method === 'post' ? event.target.form : null
  clearTimeout(pause)
  pause = setTimeout(keep, PAUSE)
})
document.addEventListener('submit', () => {
  typedIn = null
  clearTimeout(pause)
})
for (const act of ['keydown', 'pointerdown', 'input']) {
  document.addEventListener(act, () => {
    actedAt = Date.now()
  })
}

// Something done long ago is not told as if it were done now: a computer that wakes after a while says nothing.
const isToTell = () =>
  actedAt > heardAt && Date.now() - heardAt > TOLD_EVERY && Date.now() - actedAt < 2 * TOLD_EVERY

async function look() {
  if (!warning.open && isToTell()) await secondsLeft(true)
  const guess = minutes * 60 - (Date.now() - heardAt) / 1000
  if (!warning.open && guess > WARN_SECONDS) return
  const left = await secondsLeft(false)
  if (left === 0) {
    window.location.assign(window.location.href)
    return
  }
  if (left > WARN_SECONDS) {
    heardAt = Date.now() - (minutes * 60 - left) * 1000
    warning.close()
    return
  }
  warning.querySelector('[data-left]').textContent = left > 60 ? '2 minutes' : `${left} seconds`
  if (!warning.open) {
    await keep(true)
    warning.showModal()
  }
}

warning.querySelector('[data-stay]').addEventListener('click', async () => {
  await secondsLeft(true)
  warning.close()
})
warning.addEventListener('cancel', () => secondsLeft(true))
setInterval(() => look().catch(() => {}), 5_000)
