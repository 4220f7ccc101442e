import { instantiateKernels } from '../../support/kernels.js'

/** What the tests of assembly/memory/ call. Addresses come back signed: `>>> 0` before they are used. */
export interface MemoryKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  allocate(size: number): number
  allocateZeroed(size: number): number
  release(ptr: number, size: number): void
  reallocate(ptr: number, oldSize: number, newSize: number): number
  roundedSize(size: number): number
  allocatedBytes(): number
  setMemoryLimit(pages: number): void
  setCurrentJob(job: number): void
  scratchAllocate(size: number): number
  scratchReset(): void
  hashBytes(ptr: number, length: number, seed: bigint): bigint
  hashU64(value: bigint, seed: bigint): bigint
  equalBytes(a: number, b: number, length: number): number
  compareBytes(a: number, aLength: number, b: number, bLength: number): number
  copyBytes(target: number, source: number, length: number): void
  indexCreate(keyOffset: number): number
  indexFind(index: number, hash: bigint, key: number, keyLength: number): number
  indexInsert(index: number, entry: number): void
  indexRemove(index: number, entry: number): number
  indexCount(index: number): number
  indexNext(index: number, cursor: bigint): bigint
  indexEntry(index: number, cursor: bigint): number
  indexFree(index: number): void
  valueMapCreate(): number
  valueMapAdd(map: number, value: bigint, count: bigint): void
  valueMapCount(map: number): number
  valueMapNext(map: number, cursor: bigint): bigint
  valueMapPair(map: number, cursor: bigint): number
  valueMapFree(map: number): void
  heapCreate(): number
  heapPush(heap: number, key: bigint, payload: number): void
  heapPeekKey(heap: number): bigint
  heapPeekPayload(heap: number): number
  heapPop(heap: number): void
  heapReplaceTop(heap: number, key: bigint, payload: number): void
  heapSize(heap: number): number
  heapFree(heap: number): void
}

/** A fresh instance of the kernels. */
export function loadKernel(): MemoryKernel {
  return instantiateKernels<MemoryKernel>()
}

/** Deterministic random numbers (mulberry32). */
export class Random {
  constructor(private state: number) {}

  /** A whole number in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.unit() * limit)
  }

  /** A number in [0, 1). */
  unit(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** 64 random bits, signed. */
  bits64(): bigint {
    return BigInt.asIntN(64, (BigInt(this.below(2 ** 32)) << 32n) | BigInt(this.below(2 ** 32)))
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!
  }

  shuffle<T>(list: T[]): T[] {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const swapped = list[i]!
      list[i] = list[j]!
      list[j] = swapped
    }
    return list
  }
}
