import { readFile } from 'node:fs/promises'

const KERNELS_FILE = new URL('../../../dist/kernels.wasm', import.meta.url)

let compiled: Promise<WebAssembly.Module> | undefined

/** Compiles the kernels once; the module is shared by all workers, and by all services of this process. */
export async function loadKernels(): Promise<WebAssembly.Module> {
  compiled ??= readFile(KERNELS_FILE).then((bytes) => WebAssembly.compile(bytes))
  return compiled
}
