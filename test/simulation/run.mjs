// Compiles the simulator beside the sources that it runs, and starts it. usage: npm run simulate -- --help
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
await import('../../build/simulation/test/simulation/main.js')
