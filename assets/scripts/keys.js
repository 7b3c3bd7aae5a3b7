// The window that lists a screen's keys. Without this script the link beside it goes to the page that lists them.
const help = document.querySelector('[data-keys]')

export const areKeysShown = () => help?.open === true

export function showKeys() {
  if (!help) return false
  help.showModal()
  return true
}

document.querySelector('[data-keys-link]')?.addEventListener('click', (event) => {
  if (showKeys()) event.preventDefault()
})
help?.querySelector('[data-keys-close]').addEventListener('click', () => help.close())
