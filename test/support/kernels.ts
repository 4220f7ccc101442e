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
const file = process.env['KERNELS_WASM'] ?? fileURLToPath(new URL('../../dist/kernels.wasm', import.meta.url))
const module = await WebAssembly.compile(readFileSync(file))

/**
 * Instantiates the production module, or the one that KERNELS_WASM names; each call has a memory of its own.
 * @returns its exports, typed by the caller
 * @throws KernelFailure from any export that calls `fail`
 */
export function instantiateKernels<Exports extends object>(): Exports & {
  readonly memory: WebAssembly.Memory
} {
  const decoder = new TextDecoder()
  const instance = new WebAssembly.Instance(module, {
    env: {
      fail: (code = 0, detail = 0) => {
        throw new KernelFailure(code, detail)
      },
      parseDouble: (pointer = 0, length = 0) =>
        Number(decoder.decode(new Uint8Array(exports.memory.buffer, pointer >>> 0, length))),
      abort: (...[, , line = 0]: readonly number[]) => {
        throw new KernelFailure(ABORT_CODE, line)
      }
    }
  })
  const exports = instance.exports as unknown as Exports & { readonly memory: WebAssembly.Memory }
  return exports
}
