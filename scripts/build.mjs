// Builds dist/: the kernels by asc, the rest by tsc. Both parts are skipped as far as nothing has changed.
// usage: node scripts/build.mjs [kernels|ts]
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import path from 'node:path'

const root = fileURLToPath(new URL('..', import.meta.url))
const kernels = path.join(root, 'dist/kernels.wasm')

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

function kernelsAreCurrent() {
  if (!existsSync(kernels)) return false
  const inputs = ['asconfig.json', 'package-lock.json'].map((name) => statSync(path.join(root, name)).mtimeMs)
  return statSync(kernels).mtimeMs > Math.max(...inputs, newestChange(path.join(root, 'assembly')))
}

function buildKernels() {
  if (kernelsAreCurrent()) return
  // Written aside and renamed: a test run that is under way never reads half a file.
  const aside = path.join('build', `kernels.${process.pid}.wasm`)
  mkdirSync(path.join(root, 'build'), { recursive: true })
  mkdirSync(path.join(root, 'dist'), { recursive: true })
  run('assemblyscript/bin/asc.js', [
    'assembly/index.ts',
    ...['--config', 'asconfig.json', '--target', 'release', '--outFile', aside]
  ])
  renameSync(path.join(root, aside), kernels)
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

const part = process.argv[2]
if (part !== 'ts') buildKernels()
if (part !== 'kernels') buildTypeScript()
