import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder, found from bench/ and from build/bench/ alike. */
export const ROOT = findRoot(path.dirname(fileURLToPath(import.meta.url)))
export const RESULTS = path.join(ROOT, 'bench/results')
/** The service as it was built. */
export const SERVICE = serviceOf(ROOT)
export const KERNELS = path.join(ROOT, 'dist/kernels.wasm')
/** The plain program as it was built. */
export const PLAIN_PROGRAM = path.join(ROOT, 'build/bench/bench/baseline/main.js')

/** The service that was built in the folder of another checkout. */
export function serviceOf(root: string): string {
  return path.join(path.resolve(root), 'dist/main.js')
}

function findRoot(from: string): string {
  if (existsSync(path.join(from, 'asconfig.json'))) return from
  const parent = path.dirname(from)
  if (parent === from) throw new Error('the project folder is not to be found')
  return findRoot(parent)
}
