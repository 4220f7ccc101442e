import { describe, expect, it } from 'vitest'
import { record, type EventRecord, type TestEvent } from 'millrace/testing'
import type { AnyJob } from '../../src/app/job.js'
import { MillraceError } from '../../src/errors.js'
import type { SourceDefinition } from '../../src/table/tree/node.js'
import { isRecordPath } from '../../src/table/record-fields.js'
import { EXAMPLES, loadExample } from '../support/examples.js'
import { diffRows, type Row } from '../support/rows.js'
import { describeKafka } from '../support/kafka.js'
import { note } from './results.js'
import { checkedJobsOf, scriptOf } from '../../bench/flink/scripts.js'
import type { TrialMessage } from './trial.js'
import { isAsked, useFlink, versions } from './use-flink.js'

const describeFlink = isAsked ? describeKafka : describe.skip

/** After all events of the examples: a record at this time makes their windows fire. */
const END = Date.UTC(2026, 0, 3)

/** The sources that a job reads, and the name of its sink. */
function endsOf(job: AnyJob): { sources: readonly SourceDefinition[]; sink: string } {
  const [checked] = checkedJobsOf({ jobs: [job] })
  return { sources: checked!.branches.map(({ source }) => source), sink: checked!.sink.name }
}

/** Why Flink's rows may be others; null where they may not. */
function refusalOf(job: AnyJob): string | null {
  try {
    scriptOf({ jobs: [job] })
    return null
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'FLINK_DIFFERS') return error.message
    throw error
  }
}

/** A record of nothing but its time. */
function lastRecord({ eventTime, timeFormat = 'millis' }: SourceDefinition): EventRecord {
  if (isRecordPath(eventTime)) return record({ value: {}, timestamp: END })
  const factors = { millis: 1, seconds: 1e-3, micros: 1e3 }
  const time = timeFormat === 'iso8601' ? new Date(END).toISOString() : END * factors[timeFormat]
  return record({ value: { [eventTime]: time } })
}

function messageOf(event: TestEvent): TrialMessage {
  const { value, headers, timestamp } = 'isRecord' in event ? event : record({ value: event })
  return {
    partition: 0,
    value: JSON.stringify(value),
    ...(headers !== undefined && { headers }),
    ...(timestamp !== undefined && { timestamp: String(timestamp) })
  }
}

describe('the scripts of the examples', () => {
  it('are refused where Flink adds doubles up, and say so where that is allowed', async () => {
    const refused: string[] = []
    for (const name of EXAMPLES) {
      const { job } = await loadExample(name)
      const refusal = refusalOf(job)
      if (refusal === null) continue
      refused.push(name)
      expect(refusal).toContain('Flink adds doubles up in the order in which they come')
      expect(scriptOf({ jobs: [job], allowDifferences: true })).toContain('-- differs: job')
    }
    expect(refused).toEqual(['error-rate-alert', 'fraud-velocity', 'iot-cumulating'])
  })
})

describeFlink.each(versions)('examples on Flink %s', (version) => {
  const shared = useFlink(version)

  async function rowsOfFlink(name: string): Promise<Row[]> {
    const { job, input } = await loadExample(name)
    const { sources, sink } = endsOf(job)
    const env = { flink_parallelism: '1' }
    const names = sources.map((source) => source.name)
    const trial = shared.trial({ jobs: [job], sinks: [sink], sources: names, env })
    await trial.createSourceTopics(1)
    for (const source of sources) {
      const events = Array.isArray(input)
        ? (input as readonly TestEvent[])
        : (input as Readonly<Record<string, readonly TestEvent[]>>)[source.name]!
      await trial.produce([...events, lastRecord(source)].map(messageOf), source.name)
    }
    await trial.runFlink(shared.flink(), { allowDifferences: true })
    return trial.rows('flink', sink)
  }

  it.each(EXAMPLES)(
    '%s has the rows that it owes',
    async (name) => {
      const { job, expected } = await loadExample(name)
      const refusal = refusalOf(job)
      const rows = await rowsOfFlink(name)
      expect(diffRows(expected as Row[], rows)).toBe('')
      note(version, `example ${name}${refusal === null ? '' : ', with --allow-differences'}`, rows.length)
    },
    1_200_000
  )
})
