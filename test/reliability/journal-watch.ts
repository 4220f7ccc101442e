import type { JournalRecord } from '../../src/connectors/connector.js'
import type { SeenRecord } from './follower.js'

/** What a committed reader sees of the journal: when commits come, and whether the journal is whole. */
export class JournalWatch {
  readonly records: { readonly seenAt: number; readonly record: JournalRecord }[] = []
  #waiting: (() => void)[] = []

  add({ text }: SeenRecord): void {
    this.records.push({ seenAt: performance.now(), record: JSON.parse(text) as JournalRecord })
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }

  /** Resolves with the moment of the next commit that is seen. */
  async nextCommit(): Promise<number> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return performance.now()
  }

  /** What is wrong with the journal as a whole; rows counted by sink table. */
  check(): { findings: string[]; rows: Map<string, number>; epochs: number; replayable: number } {
    const findings: string[] = []
    const rows = new Map<string, number>()
    const positions = new Map<number, number>()
    let epochs = 0
    for (const { epoch, ranges, rows: counts } of this.records.flatMap(({ record }) => record.epochs)) {
      if (epoch !== epochs + 1) findings.push(`journal: epoch ${epoch} follows epoch ${epochs}`)
      epochs = epoch
      for (const [partition, from, to] of ranges) {
        const position = positions.get(partition) ?? 0
        if (from !== position)
          findings.push(`journal: epoch ${epoch} reads ${partition} from ${from}, not ${position}`)
        positions.set(partition, to)
      }
      for (const [sink, count] of Object.entries(counts)) rows.set(sink, (rows.get(sink) ?? 0) + count)
    }
    const last = this.records.at(-1)?.record
    for (const [partition, offset] of last?.positions ?? []) {
      if ((positions.get(partition) ?? 0) !== offset)
        findings.push(
          `journal: ends at ${offset} of partition ${partition}, its ranges at ${positions.get(partition)}`
        )
    }
    return { findings, rows, epochs, replayable: epochs - (last?.snapshots[0]?.epoch ?? 0) }
  }
}
