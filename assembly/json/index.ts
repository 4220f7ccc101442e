/**
 * The scanner alone, for its own build: what a plan needs to parse documents, under the names of the whole
 * module.
 */
import { registersCreate } from '../column/registers'
import { allocate } from '../memory/allocator'
import { scannerCreate } from './document'

export { registerAux, registerData, registerType } from '../column/registers'
export { scratchReset } from '../memory/scratch'
export { scanDocument } from './document'
export { templateFits, templatesEnable } from './template-set'

const PLAN_TRIE_OFFSET: usize = 4 << 2
const SLACK: usize = 64

/** Copies the plan of `length` bytes at `source` and makes its registers and trie. */
export function loadPlan(source: usize, length: u32, shards: u32): void {
  const plan = allocate(<usize>length + SLACK)
  memory.copy(plan, source, length)
  memory.fill(plan + length, 0, SLACK)
  registersCreate(plan)
  scannerCreate(plan, load<u32>(plan, PLAN_TRIE_OFFSET))
}

/** Room for `bytes` of documents, or for a plan. */
export function reserveInput(bytes: u32): usize {
  return allocate(<usize>bytes + SLACK)
}
