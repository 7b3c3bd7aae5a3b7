// A board that has stopped hearing from the server says so; one that was signed out never shows the sign-in page inside.
const LATE = 150_000 // two refreshes missed, and a little
const board = document.querySelector('[data-discharge-refresh]')
const banner = document.querySelector('[data-discharge-stale]')
let heardAt = Date.now()

function sayHowOld() {
  const old = Date.now() - heardAt > LATE
  if (old && banner.hidden) {
    const words = board.querySelector('[data-discharge-heard]').textContent
    banner.textContent = `This screen has not heard from the server since ${words}. What it shows may be old.`
  }
  banner.hidden = !old
}

board.addEventListener('htmx:before:swap', (event) => {
  if (!event.detail.ctx.text.includes('data-discharge-heard')) event.preventDefault()
})
board.addEventListener('htmx:after:swap', () => {
  heardAt = Date.now()
  sayHowOld()
})
setInterval(sayHowOld, 5_000)
document.addEventListener('visibilitychange', sayHowOld)
