export {
  aggregateFree,
  aggregateInit,
  aggregateMerge,
  aggregateMergeSlots,
  aggregateSlotSize,
  aggregateUpdate,
  aggregateWrite,
  aggregateWriteSize
} from './aggregate'
export { aggregateIsNull, aggregateResult, aggregateResultSize } from './result'
