export {
  aggregateFree,
  aggregateInit,
  aggregateMerge,
  aggregateMergeSlots,
  aggregateSlotSize,
  aggregateTouch,
  aggregateUpdate,
  aggregateWrite,
  aggregateWriteSize
} from './aggregate'
export { aggregateIsNull, aggregateResult, aggregateResultSize } from './result'
export { aggregateDigest } from './digest'
export { aggregateCheckPartial } from './partial-check'

/** For the tests of number texts. */
export { writeDouble, writeInt128, writeInteger } from '../output/number-text'
