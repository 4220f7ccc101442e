/** What the tests of this directory call. */
export { allocate, release } from '../memory/allocator'
export { scratchReset } from '../memory/scratch'
export { programRun } from './program'
export {
  registerAux,
  registerData,
  registersCreate,
  registerType,
  selectionCount,
  selectionRows,
  selectionSetCount
} from './registers'
