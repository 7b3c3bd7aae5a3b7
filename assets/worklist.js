// The worklist by keyboard, where single keys are on; ticking everything. The page does all of it without.
import { areKeysShown, showKeys } from './scripts/keys.js'

const list = document.querySelector('[data-worklist]')
const boxes = list ? [...list.querySelectorAll('input[name="ticked"]')] : []

function sayCount() {
  const place = document.querySelector('[data-worklist-count]')
  const ticked = boxes.filter((box) => box.checked).length
  place.textContent = ticked === 0 ? 'With the lines ticked' : ticked === 1 ? '1 line ticked' : `${ticked} lines ticked`
}

const isTyping = (target) => target.closest('textarea, select, input:not([type="checkbox"])') !== null

function move(by) {
  const here = boxes.indexOf(document.activeElement.closest('tr')?.querySelector('input[name="ticked"]'))
  const next = here === -1 ? 0 : Math.min(boxes.length - 1, Math.max(0, here + by))
  const link = boxes[next].closest('tr').querySelector('th a')
  link.focus({ preventScroll: true })
  link.closest('tr').scrollIntoView({ block: 'nearest' })
}

function tick() {
  const box = document.activeElement.closest('tr')?.querySelector('input[name="ticked"]')
  if (!box) return false
  box.checked = !box.checked
  sayCount()
  return true
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  arrowdown: () => move(1),
  arrowup: () => move(-1),
  x: tick,
  '/': () => document.querySelector('[data-worklist-search]').focus(),
  '?': showKeys
}

if (boxes.length > 0) {
  list.addEventListener('change', sayCount)
  const all = document.querySelector('[data-worklist-all]')
  all.hidden = false
  all.addEventListener('click', () => {
    const value = !boxes.every((box) => box.checked)
    for (const box of boxes) box.checked = value
    sayCount()
  })
  window.addEventListener('pageshow', sayCount)
  if (list.dataset.worklist === 'keys') {
    document.addEventListener('keydown', (event) => {
      if (areKeysShown() || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isTyping(event.target)) return
      const act = KEYS[event.key.toLowerCase()]
      if (act && act() !== false) event.preventDefault()
    })
  }
}
