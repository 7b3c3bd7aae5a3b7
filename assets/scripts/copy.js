// Buttons that copy what a field holds. They are hidden where scripts do not run; the text can be selected by hand.
for (const button of document.querySelectorAll('[data-discharge-copy]')) {
  const field = document.getElementById(button.dataset.dischargeCopy)
  const status = button.parentElement.querySelector('[role=status]')
  button.hidden = false
  button.addEventListener('click', async () => {
    field.select()
    try {
      await navigator.clipboard.writeText(field.value)
      status.textContent = 'Copied'
    } catch {
      const isCopied = document.execCommand('copy') // for browsers that refuse the clipboard
      status.textContent = isCopied ? 'Copied' : 'The text is selected: press Ctrl and C to copy it'
    }
  })
}
