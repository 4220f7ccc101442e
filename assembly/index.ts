/** What the host calls. */
export { loadPlan } from './load'
export { reserveInput, reserveInput as reservePlan } from './scan'
export { scanBegin, scanEnd, scanLines, scanRecords, statsPointer } from './scan'
export { partialLength, partialPointer } from './window/partials'
export { closeEpoch, mergePartials, mergeStatsPointer } from './merge'
export { outputRelease, outputSegmentCount, outputSegmentsPointer } from './output/segments'
export { snapshotBegin, snapshotLength, snapshotNext, snapshotPointer, snapshotRelease } from './snapshot/snapshot'
export { restoreState } from './snapshot/restore'
export { stateChecksum, stateChecksumHigh, stateChecksumLow } from './snapshot/checksum'
export { allocatedBytes, setMemoryLimit } from './memory/allocator'

/** For the tests of the scanner. */
export { scanDocument } from './json/document'
export { templatesEnable } from './json/template-set'
