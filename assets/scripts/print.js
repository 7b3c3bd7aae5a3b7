// Buttons that open the browser's print window. They are hidden where scripts do not run.
for (const button of document.querySelectorAll('[data-discharge-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}
