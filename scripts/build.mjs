// Builds dist/ from src/: the program, the page, and the template of the embedded database.
//
//   node scripts/build.mjs              builds
//   node scripts/build.mjs --if-stale   builds only if something that goes in has changed since
//
// Plain JavaScript, because it runs before anything is built, and runs before every `npm start`.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const stamp = join(dist, '.built')
const page = join(root, 'src/web')
const hasPage = existsSync(join(page, 'index.html'))

/** Everything that decides what comes out. */
const sources = [
  ...['src', 'migrations', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'],
  ...['vite.config.ts', 'scripts/build.mjs'],
].map((name) => join(root, name))

/** What the compiler leaves behind and the program reads beside its code. */
const assets = /\.(csv|json|sql|svg|txt|html|css)$/

/** All paths under these, folders too: their time of change tells of files that are gone. */
function* walk(paths) {
  for (const path of paths) {
    const found = statSync(path, { throwIfNoEntry: false })
    if (!found) continue
    yield { path, isFolder: found.isDirectory(), changedMs: found.mtimeMs }
    if (found.isDirectory()) yield* walk(readdirSync(path).map((name) => join(path, name)))
  }
}

function hashOfSources() {
  const hash = createHash('sha256')
  const files = [...walk(sources)].filter((entry) => !entry.isFolder).map((entry) => entry.path)
  for (const file of files.sort()) {
    const content = readFileSync(file)
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/** Looks at times first, which takes milliseconds; reads contents only when a time is newer than the stamp. */
function isFresh() {
  const built = statSync(stamp, { throwIfNoEntry: false })
  if (!built || !existsSync(join(dist, 'main.js'))) return false
  if (hasPage && !existsSync(join(dist, 'web/index.html'))) return false
  let untouched = true
  for (const { changedMs } of walk(sources)) untouched &&= changedMs <= built.mtimeMs
  if (untouched) return true
  const startedAt = new Date()
  if (readFileSync(stamp, 'utf8').trim() !== hashOfSources()) return false
  utimesSync(stamp, startedAt, startedAt)
  return true
}

function fail(message) {
  console.error(`build: ${message}`)
  process.exit(1)
}

function step(what, program, args) {
  const startedAt = performance.now()
  const { status, signal, error } = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (error) fail(`${what} could not be started: ${error.message}`)
  if (status !== 0) fail(`${what} failed (${signal ?? `code ${status}`}); what it said stands above`)
  console.log(`build: ${what} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
}

const tool = (path) => join(root, 'node_modules', path)

function build() {
  const hash = hashOfSources()
  const startedAt = new Date()
  rmSync(dist, { recursive: true, force: true })

  step('compiled the program', tool('typescript/bin/tsc'), ['-p', 'tsconfig.build.json'])
  for (const { path, isFolder } of walk([join(root, 'src')])) {
    if (isFolder || path.startsWith(page) || !assets.test(path)) continue
    cpSync(path, join(dist, relative(join(root, 'src'), path)))
  }

  if (hasPage) {
    const settings = existsSync(join(root, 'vite.config.ts'))
      ? ['--config', join(root, 'vite.config.ts')]
      : []
    const into = ['--outDir', join(dist, 'web'), '--emptyOutDir', '--logLevel', 'warn']
    step('bundled the page', tool('vite/bin/vite.js'), ['build', page, ...settings, ...into])
  }

  const makeTemplate = join(dist, 'roles/make-template.js')
  if (existsSync(makeTemplate)) step('made the database template', makeTemplate, [])

  writeFileSync(stamp, `${hash}\n`)
  // What was edited while we were building is newer than the stamp and will be looked at again.
  utimesSync(stamp, startedAt, startedAt)
}

if (process.argv.includes('--if-stale') && isFresh()) process.exit(0)
if (existsSync(tool('typescript')) && (!hasPage || existsSync(tool('vite')))) build()
else if (existsSync(stamp))
  console.log('build: dist/ stays as it is, since the tools to build it are not installed')
else fail('dist/ is not built and the tools are not installed; run `npm ci` without --omit=dev first')
