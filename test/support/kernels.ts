import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What `fail` and `abort` of a kernel throw in tests: the code and detail as the kernel gave them. */
export class KernelFailure extends Error {
  readonly code: number
  readonly detail: number

  constructor(code: number, detail: number) {
    super(`kernel failed with code ${code}, detail ${detail}`)
    this.name = 'KernelFailure'
    this.code = code
    this.detail = detail
  }
}

const ABORT_CODE = 99
const productionFile = fileURLToPath(new URL('../../dist/kernels.wasm', import.meta.url))
const compiled = new Map<string, WebAssembly.Module>()

/**
 * Instantiates a kernel module, each call with a memory of its own.
 * @param file the .wasm; by default the production module, or the one that KERNELS_WASM names
 * @returns its exports, typed by the caller
 * @throws KernelFailure from any export that calls `fail`
 */
export function instantiateKernels<Exports extends object>(
  file: string = process.env['KERNELS_WASM'] ?? productionFile
): Exports & { readonly memory: WebAssembly.Memory } {
  let module = compiled.get(file)
  if (module === undefined) {
    module = new WebAssembly.Module(readFileSync(file))
    compiled.set(file, module)
  }
  const decoder = new TextDecoder()
  const instance = new WebAssembly.Instance(module, {
    env: {
      fail: (code: number, detail: number) => {
        throw new KernelFailure(code, detail)
      },
      parseDouble: (pointer: number, length: number) =>
        Number(decoder.decode(new Uint8Array(exports.memory.buffer, pointer >>> 0, length))),
      abort: (_message: number, _file: number, line: number) => {
        throw new KernelFailure(ABORT_CODE, line)
      }
    }
  })
  const exports = instance.exports as unknown as Exports & { readonly memory: WebAssembly.Memory }
  return exports
}
