/** The scanner alone, for its own build: what a plan needs to parse documents, under the names of the whole module. */
import { registersCreate } from '../column/registers'
import { allocate } from '../memory/allocator'
import { trieLoad } from './trie'

export { registerAux, registerData, registerType } from '../column/registers'
export { scratchReset } from '../memory/scratch'
export { scanDocument } from './document'

// @ts-ignore: decorator
@inline const PLAN_TRIE_OFFSET: usize = 4 << 2
// @ts-ignore: decorator
@inline const PLAN_TAIL: usize = 16
// @ts-ignore: decorator
@inline const INPUT_SLACK: usize = 64

/** Room for a plan of `length` bytes, zeroes after it. */
export function reservePlan(length: u32): usize {
  const plan = allocate(<usize>length + PLAN_TAIL)
  memory.fill(plan, 0, <usize>length + PLAN_TAIL)
  return plan
}

/** Makes registers and trie of the plan at `plan`, which stays in use. */
export function loadPlan(plan: usize, length: u32, shards: u32): void {
  registersCreate(plan)
  trieLoad(plan, load<u32>(plan, PLAN_TRIE_OFFSET))
}

/** Room for `bytes` of documents. */
export function reserveInput(bytes: u32): usize {
  return allocate(<usize>bytes + INPUT_SLACK)
}
