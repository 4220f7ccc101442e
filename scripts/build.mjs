// Builds dist/: the kernels by asc, the rest by tsc, the dashboard's files side by side with what they import.
// Kernels and tsc are skipped as far as nothing has changed.
// usage: node scripts/build.mjs [kernels|ts|dashboard|test-kernels]
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { fileURLToPath } from 'node:url'
import path from 'node:path'
import { writeContract } from './contract.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const KERNELS = { file: 'dist/kernels.wasm', entries: ['assembly/index.ts'] }
/** The same with what its parts export besides, for the tests that look at a part. */
const TEST_KERNELS = {
  file: 'build/kernels-test.wasm',
  entries: [
    ...KERNELS.entries,
    ...['memory', 'text', 'column', 'json', 'aggregate'].map((part) => `assembly/${part}/index.ts`)
  ]
}

function run(script, args) {
  const result = spawnSync(process.execPath, [path.join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: 'inherit'
  })
  if (result.status !== 0) process.exit(result.status ?? 1)
}

function newestChange(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => statSync(path.join(folder, name)).mtimeMs)
    .reduce((a, b) => Math.max(a, b), statSync(folder).mtimeMs)
}

function isCurrent(wasm) {
  if (!existsSync(wasm)) return false
  const inputs = ['asconfig.json', 'package-lock.json'].map((name) => statSync(path.join(root, name)).mtimeMs)
  const folders = ['assembly', 'src/plan/contract'].map((folder) => newestChange(path.join(root, folder)))
  return statSync(wasm).mtimeMs > Math.max(...inputs, ...folders)
}

async function buildKernels({ file, entries }) {
  await writeContract()
  const wasm = path.join(root, file)
  if (isCurrent(wasm)) return
  // Written aside and renamed: a test run that is under way never reads half a file.
  const aside = path.join('build', `${path.basename(file)}.${process.pid}`)
  for (const folder of ['build', 'dist']) mkdirSync(path.join(root, folder), { recursive: true })
  const options = ['--config', 'asconfig.json', '--target', 'release', '--outFile', aside]
  run('assemblyscript/bin/asc.js', [...entries, ...options])
  renameSync(path.join(root, aside), wasm)
}

function buildTypeScript() {
  run('typescript/bin/tsc', [
    '-p',
    'tsconfig.json',
    '--incremental',
    '--tsBuildInfoFile',
    'dist/.tsbuildinfo'
  ])
}

/** Where the dashboard's parts of other makers come from; served as they are, so their licences go along. */
const VENDOR = {
  'preact.js': 'preact/dist/preact.mjs',
  'preact-hooks.js': 'preact/hooks/dist/hooks.mjs',
  'htm.js': 'htm/dist/htm.module.js',
  'htm-preact.js': 'htm/preact/index.module.js',
  'uplot.js': 'uplot/dist/uPlot.iife.min.js',
  'uplot.css': 'uplot/dist/uPlot.min.css',
  'dagre.js': '@dagrejs/dagre/dist/dagre.esm.js'
}
const LICENSES = ['preact', 'htm', 'uplot', '@dagrejs/dagre']

function buildDashboard() {
  run('typescript/bin/tsc', ['-p', 'src/dashboard/tsconfig.json'])
  const from = path.join(root, 'build/dashboard/dashboard')
  const to = path.join(root, 'dist/dashboard')
  rmSync(to, { recursive: true, force: true })
  cpSync(from, to, { recursive: true })
  cpSync(path.join(root, 'src/dashboard/static'), to, { recursive: true })
  const modules = path.join(root, 'node_modules')
  mkdirSync(path.join(to, 'vendor'))
  for (const [name, file] of Object.entries(VENDOR)) {
    // The files that map back to sources are not served.
    const text = readFileSync(path.join(modules, file), 'utf8').replace(/\n\/\/# sourceMappingURL=.*/, '')
    const isScript = name === 'uplot.js'
    writeFileSync(path.join(to, 'vendor', name), isScript ? `${text}\nexport default uPlot\n` : text)
  }
  const licenses = LICENSES.map((name) => readFileSync(path.join(modules, name, 'LICENSE'), 'utf8'))
  writeFileSync(path.join(to, 'vendor', 'LICENSES.txt'), licenses.join('\n'))
}

const part = process.argv[2]
if (part === undefined || part === 'kernels') await buildKernels(KERNELS)
if (part === undefined || part === 'ts') buildTypeScript()
if (part === undefined || part === 'dashboard') buildDashboard()
if (part === 'test-kernels') await buildKernels(TEST_KERNELS)
