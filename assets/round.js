// Round mode by keyboard. Every key presses a button that is on the page, so that a key can do nothing the page cannot
// do by mouse, touch or without scripts; the button's form names the stay that was shown.
import { areKeysShown, showKeys } from './scripts/keys.js'

const SETTLE_MS = 500 // after a person appears, keys and touches are ignored: a second press was meant for the person before
const card = document.querySelector('[data-round]')
const blank = document.querySelector('[data-round-blank]')
let shown = performance.now()

let armed = 'step' // what a digit chooses: a step of the plan, after R a reason, after A a kind of absence
let isEddMet = !document.querySelector('[data-round-edd]')
let isSent = false

const say = (words) => {
  const place = document.querySelector('[data-round-says]')
  if (place) place.textContent = words
}

const isTooSoon = () => performance.now() - shown < SETTLE_MS

const isTyping = (target) =>
  target.closest('textarea, select, input:not([type="checkbox"], [type="radio"])') !== null

function press(selector) {
  const found = document.querySelector(selector)
  if (found) found.click()
  return found !== null
}

// What opens a box to type in: show it and put the cursor there.
function open(selector) {
  const part = document.querySelector(selector)
  if (!part) return false
  const folded = part.closest('details') ?? part.querySelector('details')
  if (folded) folded.open = true
  part.hidden = false
  const box = part.matches('input, textarea') ? part : part.querySelector('input:not([type="hidden"]), textarea, select')
  box?.focus()
  return true
}

const ASKS = {
  step: '',
  reason: 'red day. Press the number of what was awaited, or / to find another reason. Escape goes back.',
  absence: 'away. Press the number of the kind. Escape goes back.'
}

function arm(what) {
  armed = what
  card.classList.toggle('discharge-round--awaits-reason', armed === 'reason')
  say(ASKS[armed] && `${card.dataset.roundWho}, ${ASKS[armed]}`)
}

function meetEddFirst() {
  if (isEddMet) return false
  isEddMet = true
  say('First the passed EDD: E new date, W what is awaited, D ask. Press the key again to mark without it.')
  return true
}

// The reasons have to be seen to be chosen: all of them where the screen is high enough, else from the first.
function red() {
  const awaited = document.querySelector('[data-round-awaited]')
  if (!awaited) return false // the plan is shown
  arm(armed === 'reason' ? 'step' : 'reason')
  const { top, bottom, height } = awaited.getBoundingClientRect()
  if (armed === 'reason' && (top < 0 || bottom > window.innerHeight)) {
    awaited.scrollIntoView({ block: height > window.innerHeight ? 'start' : 'end' })
  }
  return true
}

function same() {
  const button = document.querySelector('[data-key="s"]')
  if (button?.dataset.needsStep && document.querySelector('[name="next_step"]').value.trim() === '') {
    say('Five days for the same reason: type a fresh next step, then press Enter.')
    return open('[data-round-details]')
  }
  return press('[data-key="s"]')
}

// Somebody whose absence is recorded: A says so again. Anybody else: A, then the kind.
function away() {
  if (press('[data-key="a"]')) return true
  if (!document.querySelector('[data-round-absent]')) return false // the plan is shown
  arm('absence')
  return open('[data-round-absent]')
}

const marks = new Set(['g', 'r', 's', 'a'])

function act(key) {
  if (/^[a-z]$/.test(key) && press(`[data-round-sure="${key}"]`)) return true // the question above the card, answered by the key it names
  if (marks.has(key) && meetEddFirst()) return true
  if (key === 'r') return red()
  if (key === 's') return same()
  if (key === 'a') return away()
  if (key === '/') return open('[data-round-all-reasons]')
  if (key === 'e') return open('[data-round-new-edd]')
  if (key === 'w') return open('[data-round-awaits]')
  if (key === 'b') {
    blank.hidden = !blank.hidden
    return true
  }
  if (key === '?') return showKeys()
  if (/^[1-9]$/.test(key)) return press(armed === 'step' ? `[data-key="${key}"]` : `[data-${armed}-key="${key}"]`)
  if (key === 'arrowleft') return press('[data-key="left"]')
  if (key === 'arrowright') return press('[data-key="right"]')
  return /^[a-z]$/.test(key) && press(`[data-key="${key}"]`)
}

function onKey(event) {
  if (areKeysShown()) return // Escape closes them; no key marks a day behind them
  if (blank && !blank.hidden) {
    if (event.key.toLowerCase() === 'b') blank.hidden = true
    event.preventDefault()
    return
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
  if (event.key === 'Escape') {
    if (armed === 'step' && !isTyping(event.target) && press('[data-round-keep]')) return
    arm('step')
    if (isTyping(event.target)) event.target.blur()
    return
  }
  if (isTyping(event.target)) return
  if (event.repeat || isTooSoon() || isSent) {
    if (event.key.length === 1) event.preventDefault()
    return
  }
  if (act(event.key.toLowerCase())) event.preventDefault()
}

// Find a reason: words typed hide what does not hold them all; Enter presses the first that is left.
function setUpSearch(box) {
  const all = [...document.querySelectorAll('[data-round-reason]')]
  const left = () => all.filter((button) => !button.parentElement.hidden)
  box.addEventListener('input', () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean)
    for (const button of all) {
      const text = button.textContent.toLowerCase()
      button.parentElement.hidden = !words.every((word) => text.includes(word))
    }
    say(left().length === 0 ? 'No reason holds these words.' : `${left().length} reasons. Enter takes: ${left()[0].textContent.trim()}`)
  })
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    if (box.value.trim() !== '' && left().length > 0) left()[0].click()
  })
}

const counted = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`

// How long the whole round has taken; never how long one person took.
function setUpClock(place) {
  const started = Number(place.dataset.roundClock) * 1000
  const tick = () => {
    const minutes = Math.max(0, Math.floor((Date.now() - started) / 60000))
    const hours = Math.floor(minutes / 60)
    const rest = counted(minutes % 60, 'minute')
    place.textContent = hours ? `${counted(hours, 'hour')} ${rest}` : rest
  }
  tick()
  setInterval(tick, 15000)
}

if (card) {
  if (card.dataset.round !== 'no-keys') document.addEventListener('keydown', onKey)
  // Pressed twice is sent once; a second touch that meant the person before is not done to this one.
  for (const form of document.querySelectorAll('form[data-round-form]')) {
    form.addEventListener('submit', (event) => {
      if (isSent || isTooSoon()) {
        event.preventDefault()
        if (!isSent) say('Not done: this person had only just appeared. Press again.')
        return
      }
      isSent = true
    })
  }
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    isSent = false
    shown = performance.now()
  })
  const strip = document.querySelector('.discharge-round__people')
  const here = strip?.querySelector('[aria-current]')
  if (here) strip.scrollLeft = here.offsetLeft - strip.clientWidth / 2
  const box = document.querySelector('[data-round-search]')
  if (box) setUpSearch(box)
  const clock = document.querySelector('[data-round-clock]')
  if (clock) setUpClock(clock)
  for (const closer of document.querySelectorAll('[data-round-blank-button]')) {
    closer.hidden = false
    closer.addEventListener('click', () => {
      blank.hidden = false
    })
  }
  blank?.addEventListener('click', () => {
    blank.hidden = true
  })
}
