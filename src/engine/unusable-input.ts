import { MillraceError } from '../errors.js'
import type { Logger } from '../observability/log.js'
import { Alarm, type Clock } from './clock.js'
import type { EngineSource } from './inputs.js'
import type { ScannedChunk } from './scan/scanned-chunk.js'
import type { RecordSample } from './worker/record-sample.js'

/** So many records of which none can be used are no accident; nor are fewer ones after which so long nothing else came. */
const MANY_RECORDS = 100
const PATIENCE_MS = 10_000

/** What came of a source of which nothing could be used so far. */
interface Unusable {
  readonly sample: RecordSample & { readonly partition: number }
  readonly since: number
  readonly records: number
  readonly malformed: number
  readonly undated: number
  readonly future: number
}

/**
 * Says once a source, as an error with a sample, that nothing of what it gives can be used: such an input is no few odd
 * records but a wrong format, or a wrong event time. A source of which one record was usable is never looked at again.
 */
export class UnusableInput {
  readonly #sources: readonly EngineSource[]
  readonly #clock: Clock
  readonly #logger: Pick<Logger, 'error'>
  readonly #alarm: Alarm
  readonly #waiting = new Map<number, Unusable>()
  /** Sources that there is nothing more to say of. */
  readonly #settled = new Set<number>()

  constructor(sources: readonly EngineSource[], clock: Clock, logger: Pick<Logger, 'error'>) {
    this.#sources = sources
    this.#clock = clock
    this.#logger = logger
    this.#alarm = new Alarm(clock, () => this.#look())
  }

  /** Takes in what an epoch read. */
  take(chunks: readonly ScannedChunk[]): void {
    if (this.#settled.size === this.#sources.length) return
    for (const chunk of chunks) this.#takeChunk(chunk)
    this.#look()
  }

  /** There will be no more: what is known now is said. */
  finish(): void {
    this.#alarm.setFor(Number.POSITIVE_INFINITY)
    for (const [source, found] of this.#waiting) this.#tell(source, found)
  }

  #takeChunk({ source, partition, stats, sample }: ScannedChunk): void {
    if (this.#settled.has(source) || stats.records === 0) return
    const before = this.#waiting.get(source)
    const first = before?.sample ?? (sample === undefined ? undefined : { ...sample, partition })
    if (first === undefined || stats.malformed + stats.undated + stats.future < stats.records) {
      this.#waiting.delete(source)
      this.#settled.add(source)
      return
    }
    this.#waiting.set(source, {
      sample: first,
      since: before?.since ?? this.#clock.monotonic(),
      records: stats.records + (before?.records ?? 0),
      malformed: stats.malformed + (before?.malformed ?? 0),
      undated: stats.undated + (before?.undated ?? 0),
      future: stats.future + (before?.future ?? 0)
    })
  }

  #look(): void {
    const now = this.#clock.monotonic()
    let next = Number.POSITIVE_INFINITY
    for (const [source, found] of this.#waiting) {
      const due = found.since + PATIENCE_MS
      if (found.records >= MANY_RECORDS || now >= due) this.#tell(source, found)
      else next = Math.min(next, due)
    }
    this.#alarm.setFor(next)
  }

  #tell(source: number, found: Unusable): void {
    this.#waiting.delete(source)
    this.#settled.add(source)
    const from = this.#sources[source]
    if (from === undefined) return
    const { records, malformed, undated, future, sample } = found
    const { partition, offset, value } = sample
    const error = new MillraceError('INPUT_UNUSABLE', {
      ...{ source: from.name, records, malformed, undated, future, partition, offset },
      expected: from.expected,
      sample: value ?? 'a record without a value'
    })
    this.#logger.error({ code: error.code, ...error.params }, error.message)
  }
}
