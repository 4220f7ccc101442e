// Compiles the simulator beside the sources that it runs, and starts it, or with `mutations` as the first argument the
// search for planted bugs. usage: npm run simulate -- --help, npm run mutations -- --help
import { spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const tsc = path.join(root, 'node_modules/typescript/bin/tsc')
const { status } = spawnSync(process.execPath, [tsc, '-p', 'test/simulation/tsconfig.json'], {
  cwd: root,
  stdio: 'inherit'
})
if (status !== 0) process.exit(status ?? 1)
cpSync(path.join(root, 'dist/kernels.wasm'), path.join(root, 'build/simulation/dist/kernels.wasm'))
if (process.argv[2] === 'mutations') {
  process.argv.splice(2, 1)
  await import('../../build/simulation/test/simulation/mutations/main.js')
} else {
  await import('../../build/simulation/test/simulation/main.js')
}
