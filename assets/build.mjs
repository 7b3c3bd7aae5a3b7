// Builds discharge/static/dist from assets/: every assets/*.scss and assets/*.js is an entry point, and
// assets/images is copied. Writes manifest.json (name -> content hash) and prints what each file weighs compressed.
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const LIMIT_KB = 90 // of the 150 kB a first page may weigh; the rest is the page itself
const source = dirname(fileURLToPath(import.meta.url))
const root = dirname(source)
const target = join(root, 'discharge/static/dist')
const fresh = `${target}.new`

const sources = (ending) => readdirSync(source).filter((name) => name.endsWith(ending))

rmSync(fresh, { recursive: true, force: true })
mkdirSync(fresh, { recursive: true })

for (const name of sources('.scss')) {
  const built = sass.compile(join(source, name), {
    style: 'compressed',
    loadPaths: [join(root, 'node_modules')],
    quietDeps: true,
    silenceDeprecations: ['if-function']
  })
  writeFileSync(join(fresh, name.replace('.scss', '.css')), built.css)
}

await esbuild.build({
  entryPoints: sources('.js').map((name) => join(source, name)),
  outdir: fresh,
  bundle: true,
  splitting: true, // what two entry points share is loaded once
  chunkNames: 'chunk-[hash]',
  minify: true,
  format: 'esm',
  target: ['chrome109', 'edge109', 'firefox115', 'safari15'],
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  // Pages are served with `script-src 'self'`, which refuses text made into code; nothing here may rely on it.
  logOverride: { 'direct-eval': 'error' }
})

cpSync(join(source, 'images'), join(fresh, 'images'), { recursive: true })
const nhs = join(root, 'node_modules/nhsuk-frontend/dist/nhsuk/assets/images')
for (const sheet of readdirSync(fresh).filter((name) => name.endsWith('.css'))) {
  for (const [, image] of readFileSync(join(fresh, sheet), 'utf8').matchAll(/url\("images\/([^"]+)"\)/g)) {
    cpSync(join(nhs, image), join(fresh, 'images', image))
  }
}

const files = readdirSync(fresh, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(fresh, join(entry.parentPath, entry.name)))
  .sort()
const manifest = {}
let first = 0
for (const name of files) {
  const content = readFileSync(join(fresh, name))
  manifest[name] = createHash('sha256').update(content).digest('hex').slice(0, 12)
  const weight = gzipSync(content, { level: 6 }).length / 1024
  if (/^(app\.(css|js)|chunk-.*\.js)$/.test(name)) first += weight
  console.log(`${name.padEnd(36)} ${weight.toFixed(1).padStart(6)} kB compressed`)
}
console.log(`${'every page loads'.padEnd(36)} ${first.toFixed(1).padStart(6)} kB compressed, at most ${LIMIT_KB}`)
writeFileSync(join(fresh, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)

if (first > LIMIT_KB) {
  console.error(`What every page loads is over ${LIMIT_KB} kB compressed`)
  process.exit(1)
}
rmSync(target, { recursive: true, force: true })
renameSync(fresh, target)
