/**
 * The exports of assembly/index.ts that the engine calls. Addresses and lengths are u32, which come back signed; times
 * and offsets cross the border as f64.
 */
export interface KernelExports {
  readonly memory: WebAssembly.Memory
  readonly CONTRACT_VERSION: { readonly value: number }
  setMemoryLimit(pages: number): void
  reserveInput(bytes: number): number
  loadScanPlan(pointer: number, length: number, shards: number): void
  loadMergePlan(pointer: number, length: number): void
  watermarksPointer(): number
  outputSegmentCount(): number
  outputSegmentsPointer(): number
  outputRelease(): void

  scanBegin(arrivalTime: number, latest: number): void
  recordPartition(partition: number): void
  recordTimes(baseTimestamp: number, appendTimestamp: number): void
  scanRecords(
    pointer: number,
    length: number,
    count: number,
    baseOffset: number,
    minOffset: number,
    maxOffset: number
  ): void
  checkRecords(pointer: number, length: number, count: number): void
  scanLines(pointer: number, length: number, firstLine: number): void
  scanEnd(): void
  collectDeadLetters(length: number): number
  deadLetterSectionCount(): number
  deadLetterSectionsPointer(): number
  deadLettersPointer(): number
  partialPointer(shard: number): number
  partialLength(shard: number): number
  statsPointer(): number

  collectLateRows(job: number, length: number): number
  collectDroppedRows(job: number, length: number): number
  mergePartials(pointer: number, length: number): void
  closeEpoch(): void
  mergeStatsPointer(): number
  snapshotBegin(pieceBytes: number): void
  snapshotNext(): number
  snapshotPointer(): number
  snapshotLength(): number
  snapshotRelease(): void
  restoreState(pointer: number, length: number, shard: number, shards: number): void
  stateChecksum(): void
  stateChecksumLow(): number
  stateChecksumHigh(): number
}
