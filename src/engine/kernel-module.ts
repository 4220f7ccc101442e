import { readFile } from 'node:fs/promises'

const KERNELS_FILE = new URL('../../dist/kernels.wasm', import.meta.url)

/** Compiles the kernels once; the module is shared by all workers. */
export async function loadKernels(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(KERNELS_FILE))
}
