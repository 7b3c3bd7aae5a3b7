// What every page loads. Pages work without it; this makes them quicker.
import { initAll } from 'nhsuk-frontend'
import './scripts/copy.js'
import './scripts/parts.js'
import './scripts/print.js'
import './scripts/upload.js'

initAll()
