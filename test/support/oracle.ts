import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { ROOT } from '../../bench/support/paths.js'
import { expectSameRows, normaliseRow, parseRows, SINKS, type Row, type Rows } from './rows.js'

/**
 * The inputs and answers of test/oracle (see its README): what Flink wrote for them.
 */
export type Dataset = 'clean' | 'messy'

/** `default`: two columns are better than the reference's; `compatible`: all are equal as they stand. */
export type OracleMode = 'default' | 'compatible'

export interface OracleEvent {
  readonly partition: number
  readonly value: Buffer
}

/** One named edge case: record values in order (null: a tombstone), all for one partition. */
export interface Probe {
  readonly name: string
  readonly values: readonly (Buffer | null)[]
  readonly expected: Rows
  /** Why the rows need not be those; undefined when they must. */
  readonly mayDiffer: string | undefined
}

/** Late data: each phase is sent and its watermark reached before the next one. */
export interface LateCase {
  readonly phases: readonly (readonly Buffer[])[]
  readonly expected: Pick<Rows, 'event_metrics' | 'session_metrics'>
}

/** From the project's folder: the scripts of test/reliability run from build/. */
const FOLDER = path.join(ROOT, 'test/oracle')

function readText(name: string): string {
  const bytes = readFileSync(path.join(FOLDER, name))
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** All events in the order in which they were produced. */
export function loadEvents(dataset: Dataset): OracleEvent[] {
  return parseRows(readText(`${dataset}.events.ndjson.gz`)).map((line) => {
    const { p, v } = line as { p: number; v: string }
    return { partition: p, value: Buffer.from(v, 'base64') }
  })
}

/** Record values by partition, in order. */
export function loadEventsByPartition(dataset: Dataset): Buffer[][] {
  const partitions: Buffer[][] = []
  for (const { partition, value } of loadEvents(dataset)) (partitions[partition] ??= []).push(value)
  return partitions
}

export function loadExpected(dataset: Dataset): Rows {
  const read = (sink: string): Row[] => parseRows(readText(`${dataset}.${sink}.ndjson.gz`))
  return {
    event_metrics: read('event_metrics'),
    session_metrics: read('session_metrics'),
    performance_metrics: read('performance_metrics')
  }
}

export function loadProbes(): Probe[] {
  interface Stored {
    name: string
    values: (string | null)[]
    expected: Rows
    may_differ?: string
  }
  return (JSON.parse(readText('probes.json')) as Stored[]).map((probe) => ({
    name: probe.name,
    values: probe.values.map((value) => (value === null ? null : Buffer.from(value, 'base64'))),
    expected: probe.expected,
    mayDiffer: probe.may_differ
  }))
}

export function loadLate(): LateCase {
  interface Stored {
    phases: { events: [seconds: number, session: string][] }[]
    expected_event_metrics: Row[]
    expected_session_metrics: Row[]
  }
  const late = JSON.parse(readText('late.json')) as Stored
  return {
    phases: late.phases.map(({ events }) => events.map(([seconds, session]) => lateEvent(seconds, session))),
    expected: { event_metrics: late.expected_event_metrics, session_metrics: late.expected_session_metrics }
  }
}

function lateEvent(seconds: number, session: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      event: { type: 'page_view' },
      user: { id: 'u' },
      context: { session_id: session },
      metrics: { load_time: 1 },
      timestamp: Date.UTC(2026, 0, 1) + Math.round(seconds * 1000)
    })
  )
}

/** Fails with a readable difference unless the rows of every sink that `expected` names are those of the reference. */
export function expectOracleRows(actual: Partial<Rows>, expected: Partial<Rows>, mode: OracleMode): void {
  for (const sink of SINKS) {
    const wanted = expected[sink]
    if (wanted === undefined) continue
    const found = actual[sink] ?? []
    expectSameRows(mode === 'default' ? found.map(normaliseRow) : found, wanted, sink)
  }
}

const NEWLINE = 0x0a
const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * A record value as one line of an NDJSON file, without changing what it says: a newline between tokens becomes a
 * space, one inside a string its escape. A tombstone is a blank line.
 */
export function toLine(value: Buffer | null): Buffer {
  if (value === null) return Buffer.from('\n')
  const bytes: number[] = []
  let inString = false
  for (let i = 0; i < value.length; i++) {
    const byte = value[i]!
    if (byte === NEWLINE) bytes.push(...(inString ? Buffer.from('\\n') : Buffer.from(' ')))
    else bytes.push(byte)
    if (inString && byte === BACKSLASH && i + 1 < value.length && value[i + 1] !== NEWLINE)
      bytes.push(value[++i]!)
    else if (byte === QUOTE) inString = !inString
  }
  return Buffer.from([...bytes, NEWLINE])
}

export function toLines(values: readonly (Buffer | null)[]): Buffer {
  return Buffer.concat(values.map(toLine))
}
