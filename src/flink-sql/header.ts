/** The comment at the head of a script: what it is, what differs, and what has no counterpart. */
import { isEventTime } from '../config/settings.js'
import type { Settings } from '../config/settings-table.js'
import type { BoundJob } from '../table/check/job.js'
import type { ExportOptions, FlinkVersion } from './options.js'
import { differenceText, type Findings } from './findings.js'

const CONNECTOR = 'flink-sql-connector-kafka-4.0.1-2.0.jar'

/** Documents that Flink's JSON reads in another way, whatever the jobs are. */
const DOCUMENTS: Readonly<Record<FlinkVersion, readonly string[]>> = {
  '2.0': ['an object where an integer is expected costs the whole record'],
  '2.2': ['an object where an integer is expected costs the whole record']
}

const EVERYWHERE: readonly string[] = [
  'of a member given twice the first or the last counts, by its place',
  'text after the document is ignored; a byte order mark and UTF-16 are read',
  'negative zero is written as -0.0',
  'a time outside of the years 1 to 9999 is null, and a record of such an event time is left out'
]

export function headerText(
  jobs: readonly BoundJob[],
  settings: Settings,
  { flink, cut }: ExportOptions,
  { differences, bounds }: Findings
): string {
  const lines = [
    `Written by millrace export flink-sql for Flink ${flink} with ${CONNECTOR}.`,
    `Jobs: ${jobs.map(({ name }) => name).join(', ')}.`,
    ...(cut === null
      ? []
      : [
          'It goes on where Millrace stopped: windows that ended before are left out. Keep that condition as long as',
          'the job runs: a savepoint will likely not fit a script without it.'
        ]),
    ...differences.map((difference) => `differs: ${differenceText(difference)}`),
    ...[...bounds].map((bound) => `holds: ${bound}`),
    ...DOCUMENTS[flink].concat(EVERYWHERE).map((line) => `documents: ${line}`),
    ...withoutCounterpart(settings).map((line) => `left out: ${line}`)
  ]
  return lines.map((line) => `-- ${line}`).join('\n')
}

/** Settings in use that nothing in the script stands for. */
function withoutCounterpart(settings: Settings): string[] {
  const { kafka_ssl_cert_file: certificate } = settings
  const entries: readonly (readonly [boolean, string])[] = [
    [
      settings.processing_dead_letter_topic !== undefined,
      'processing_dead_letter_topic: malformed and undated records are dropped without a trace'
    ],
    [
      settings.processing_late_topic !== undefined,
      'processing_late_topic: late records are counted in a metric (numLateRecordsDropped) alone'
    ],
    [
      settings.processing_poison_batches === 'skip',
      'processing_poison_batches=skip: a batch that cannot be decoded makes the job restart'
    ],
    [
      settings.processing_oversized_rows === 'skip',
      'processing_oversized_rows=skip: a row that its topic does not take makes the job restart'
    ],
    [
      settings.processing_offset_out_of_range !== 'fail',
      'processing_offset_out_of_range: Flink goes on at properties.auto.offset.reset'
    ],
    [
      certificate !== undefined,
      'kafka_ssl_cert_file: give properties.ssl.keystore.* a PEM file of both parts'
    ],
    [
      !isEventTime(settings),
      'processing time: a record has the time at which a task takes it, so that no two runs give the same rows'
    ]
  ]
  return entries.flatMap(([isUsed, line]) => (isUsed ? [line] : []))
}
