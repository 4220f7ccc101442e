/** What the tests of this room call. */
import { defineOperations } from './builtins'
import * as registers from './registers'

export { allocate, release } from '../memory/allocator'
export { scratchReset } from '../memory/scratch'
export { programRun } from './program'
export {
  registerAux,
  registerData,
  registerType,
  selectionCount,
  selectionRows,
  selectionSetCount
} from './registers'

/** Makes the registers of a plan that no room but this one knows of. */
export function registersCreate(plan: usize): void {
  defineOperations()
  registers.registersCreate(plan)
}
