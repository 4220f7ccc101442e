/** What the host calls. */
export { CONTRACT_VERSION } from './contract'
export { loadMergePlan, loadScanPlan } from './load'
export { watermarksPointer } from './watermarks'
export { checkRecords, reserveInput, scanBegin, scanEnd, scanLines, scanRecords, statsPointer } from './scan'
export {
  collectDeadLetters,
  deadLetterSectionCount,
  deadLetterSectionsPointer,
  deadLettersPointer
} from './output/dead-letters'
export { recordPartition, recordTimes } from './records/record-fields'
export { partialLength, partialPointer } from './window/partials'
export { collectDroppedRows } from './output/dropped-rows'
export { collectLateRows } from './output/late-rows'
export { closeEpoch, mergePartials, mergeStatsPointer } from './merge'
export { outputRelease, outputSegmentCount, outputSegmentsPointer } from './output/segments'
export { snapshotBegin, snapshotLength, snapshotNext, snapshotPointer, snapshotRelease } from './snapshot/snapshot'
export { restoreState } from './snapshot/restore'
export { stateChecksum, stateChecksumHigh, stateChecksumLow } from './snapshot/checksum'
export { setMemoryLimit } from './memory/allocator'
