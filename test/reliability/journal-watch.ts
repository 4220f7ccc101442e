import type { JournalRecord } from '../../src/connectors/journal.js'

/** What a committed reader sees of the journal: when commits come, and whether the journal is whole. */
export class JournalWatch {
  commits = 0
  /** Last epoch. */
  epoch = 0
  bytes = 0
  last: JournalRecord | null = null
  /** By sink table. */
  readonly rows = new Map<string, number>()
  readonly findings: string[] = []
  /** How often the journal was trimmed before it was read: what lies in a gap cannot be checked. */
  gaps = 0
  #afterGap = false
  /** By source and partition. */
  readonly #positions = new Map<string, number>()
  /** By epoch. */
  readonly #positionAfter: number[] = [0]
  #waiting: (() => void)[] = []

  add(text: string): void {
    const record = JSON.parse(text) as JournalRecord
    this.commits++
    this.bytes += text.length
    const isAnnounced = this.last?.announced === true
    this.last = record
    if (this.#afterGap) this.#resumeBefore(record)
    else if (isAnnounced) this.#takeBack(record)
    for (const epoch of record.epochs) this.#takeEpoch(epoch)
    for (const [source, partition, offset] of record.positions) {
      const read = this.#positions.get(`${source}/${partition}`) ?? 0
      if (read !== offset) this.#find(`stands at ${offset} of ${source}/${partition}, its ranges at ${read}`)
    }
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }

  addGap(): void {
    this.gaps++
    this.#afterGap = true
  }

  /** Records of the source that are committed. */
  get position(): number {
    return [...this.#positions.values()].reduce((sum, offset) => sum + offset, 0)
  }

  /** Records of the source that were taken up to the end of an epoch. */
  positionAfter(epoch: number): number {
    return this.#positionAfter[epoch] ?? NaN
  }

  /** Resolves with the moment of the next commit that is seen. */
  async nextCommit(): Promise<number> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return performance.now()
  }

  /** The rows of the record before: the same epochs once more. */
  #takeBack(record: JournalRecord): void {
    if (record.epochs.at(-1)?.epoch !== this.epoch)
      this.#find(`the rows of epoch ${this.epoch} did not follow`)
    for (const { rows } of record.epochs) {
      for (const [sink, count] of Object.entries(rows))
        this.rows.set(sink, (this.rows.get(sink) ?? 0) - count)
    }
    this.#resumeBefore(record)
  }

  /** Stands where the record's first epoch begins. */
  #resumeBefore({ epochs, positions }: JournalRecord): void {
    this.#afterGap = false
    this.epoch = (epochs[0]?.epoch ?? 1) - 1
    for (const [source, partition, offset] of positions) {
      this.#positions.set(`${source}/${partition}`, offset)
    }
    const ranges = epochs.flatMap((epoch) => epoch.ranges)
    for (const [source, partition, from] of ranges.reverse()) {
      this.#positions.set(`${source}/${partition}`, from)
    }
  }

  #takeEpoch({ epoch, ranges, rows }: JournalRecord['epochs'][number]): void {
    if (epoch !== this.epoch + 1) this.#find(`epoch ${epoch} follows epoch ${this.epoch}`)
    this.epoch = epoch
    for (const [source, number, from, to] of ranges) {
      const partition = `${source}/${number}`
      const position = this.#positions.get(partition) ?? 0
      if (from !== position)
        this.#find(`epoch ${epoch} reads ${partition} from ${from}, not from ${position}`)
      this.#positions.set(partition, to)
    }
    this.#positionAfter[epoch] = this.position
    for (const [sink, count] of Object.entries(rows)) this.rows.set(sink, (this.rows.get(sink) ?? 0) + count)
  }

  #find(what: string): void {
    this.findings.push(`journal: ${what}`)
  }
}
