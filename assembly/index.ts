/** What the host calls. */
export { loadPlan } from './load'
export { reserveInput, reserveInput as reservePlan } from './scan'
export { checkRecords, scanBegin, scanEnd, scanLines, scanRecords, statsPointer } from './scan'
export {
  collectDeadLetters,
  deadLetterSectionCount,
  deadLetterSectionsPointer,
  deadLettersPointer
} from './output/dead-letters'
export { partialLength, partialPointer } from './window/partials'
export { collectLateRows } from './output/late-rows'
export { watermarksPointer } from './watermarks'
export { closeEpoch, mergePartials, mergeStatsPointer } from './merge'
export { outputRelease, outputSegmentCount, outputSegmentsPointer } from './output/segments'
export { snapshotBegin, snapshotLength, snapshotNext, snapshotPointer, snapshotRelease } from './snapshot/snapshot'
export { restoreState } from './snapshot/restore'
export { stateChecksum, stateChecksumHigh, stateChecksumLow } from './snapshot/checksum'
export { allocatedBytes, setMemoryLimit } from './memory/allocator'

/** For the tests of the scanner. */
export { scanDocument } from './json/document'
export { templateFits, templatesEnable } from './json/template-set'
