export { allocate, allocateZeroed, allocatedBytes, reallocate, release, roundedSize, setMemoryLimit } from './allocator'
export { compareBytes, copyBytes, equalBytes } from './bytes'
export { setCurrentJob } from './failure'
export { hashBytes, hashU64 } from './hash'
export { scratchAllocate, scratchReset } from './scratch'
export {
  heapCreate,
  heapFree,
  heapPeekKey,
  heapPeekPayload,
  heapPop,
  heapPush,
  heapReplaceTop,
  heapSize
} from './heap'
export {
  indexCount,
  indexCreate,
  indexEntry,
  indexFind,
  indexFree,
  indexInsert,
  indexNext,
  indexRemove
} from './hash-index'
export { valueMapAdd, valueMapCount, valueMapCreate, valueMapFree, valueMapNext, valueMapPair } from './value-map'
