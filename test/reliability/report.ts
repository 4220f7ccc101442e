import type { KillsResult } from './campaign.js'
import type { RecoveryResult } from './recovery.js'
import type { RecordedResult } from './results.js'
import type { SoakResult } from './soak.js'

/** The results that the report knows, by the names under which the scripts record them. */
export type Results = Readonly<Record<string, RecordedResult>>

/** Text between these two in the document is this script's: `<!-- figures: name -->` and `<!-- end -->`. */
const SECTION = /(<!-- figures: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g

/** The document with the figures of these results in it. */
export function renderReport(document: string, results: Results): string {
  return document.replace(SECTION, (_all, begin: string, name: string, end: string) => {
    const render = SECTIONS[name]
    if (render === undefined) throw new Error(`there are no figures called ${name}`)
    return `${begin}${render(results)}\n${end}`
  })
}

const SECTIONS: Readonly<Record<string, (results: Results) => string>> = {
  kills: killsTable,
  leaders: leadersTable,
  recovery: recoveryTable,
  soak: soakTable,
  memory: memoryTable,
  runs: runsTable
}

const KILLS: Readonly<Record<string, string>> = {
  'kills-event': 'one broker, event time',
  'kills-processing': 'one broker, processing time',
  'cluster-event': 'three brokers, event time',
  'cluster-processing': 'three brokers, processing time',
  'cluster-event-kafka': 'three brokers, event time, snapshots in Kafka'
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function killsOf(results: Results): [label: string, result: KillsResult][] {
  return Object.entries(KILLS).flatMap(([name, label]) => {
    const recorded = results[name]
    return recorded === undefined ? [] : [[label, recorded.result as KillsResult] as [string, KillsResult]]
  })
}

function killsTable(results: Results): string {
  const columns = killsOf(results)
  if (columns.length === 0) return 'Not measured.'
  const row = (name: string, cell: (result: KillsResult) => string | number): (string | number)[] => [
    name,
    ...columns.map(([, result]) => cell(result))
  ]
  return table(
    ['', ...columns.map(([label]) => label)],
    [
      row('kills of the service', (r) => r.kills),
      row('of them before its first commit, so in recovery', (r) => r.killedBeforeCommit),
      row('kills of brokers', (r) => r.brokerKills),
      row('events', (r) => number(r.events)),
      row('transactions', (r) => number(r.commits)),
      row('epochs', (r) => number(r.epochs)),
      row('rows, each there once', (r) => number(r.rows)),
      row('**findings**', (r) => `**${r.findings.length}**`),
      row('rows of aborted transactions that an uncommitted reader saw', (r) =>
        number(r.uncommittedSeen - r.rows)
      ),
      row('of them with other values than the final row', (r) => r.uncommittedDiffering),
      row('of them without a final row of their key', (r) => r.uncommittedVanished),
      row('from a kill to the next commit, median', (r) => seconds(median(r.recoveriesMs))),
      row('… longest (a broker was down too)', (r) => seconds(Math.max(...r.recoveriesMs))),
      row('seed', (r) => r.seed)
    ]
  )
}

function leadersTable(results: Results): string {
  const clusters = killsOf(results).filter(([, result]) => Object.keys(result.leaderMoves).length > 0)
  if (clusters.length === 0) return 'Not measured.'
  const kinds = [...new Set(clusters.flatMap(([, result]) => Object.keys(result.leaderMoves)))].sort()
  return table(
    ['moves of', ...clusters.map(([label]) => label)],
    kinds.map((kind) => [kind, ...clusters.map(([, result]) => result.leaderMoves[kind] ?? 0)])
  )
}

function recoveryTable(results: Results): string {
  const recorded = results['recovery']
  if (recorded === undefined) return 'Not measured.'
  const { sessions, seconds: input, rate, runs } = recorded.result as RecoveryResult
  return [
    `${number(sessions)} open sessions, ${input} s of input at ${number(rate)} events/s behind the snapshot:`,
    '',
    table(
      ['run', 'snapshot', 'replayed', 'state is back after', 'first commit after', 'findings'],
      runs.map((run, i) => [
        i + 1,
        mebibytes(run.snapshotBytes),
        `${number(run.replayedEvents)} events, ${number(run.replayedEpochs)} epochs`,
        seconds(run.stateMs),
        seconds(run.commitMs),
        run.findings.length
      ])
    )
  ].join('\n')
}

function soakTable(results: Results): string {
  const recorded = results['soak']
  if (recorded === undefined) return 'Not measured.'
  const r = recorded.result as SoakResult
  return table(
    ['', ''],
    [
      ['events', number(r.events)],
      ['time, events/s', `${Math.round(r.seconds / 6) / 10} min, ${number(r.events / r.seconds)}`],
      ['kills of the service', r.kills],
      [
        'from a kill to the next commit, median and longest',
        `${seconds(median(r.recoveriesMs))}, ${seconds(Math.max(...r.recoveriesMs))}`
      ],
      ['rows, each there once', number(r.rows)],
      ['**findings**, open transactions among them', `**${r.findings.length}**`],
      ['transactions, epochs', `${number(r.commits)}, ${number(r.epochs)}`],
      ['processor time of the service an event', `${Math.round(r.cpuMicrosPerEvent * 10) / 10} µs`],
      [
        'snapshots on disk, most at a time',
        `${r.snapshots.mostFiles} files, ${mebibytes(r.snapshots.mostBytes)}`
      ],
      ['journal, all that was ever written', mebibytes(r.journalBytes)],
      ['journal, records that the topic still holds (markers too)', number(r.journalRecordsHeld)],
      ['resident memory, most', `${r.memory.peakMiB} MiB`],
      [
        `… in the last life of ${Math.round(r.memory.lastLifeSeconds / 60)} min, its first minute aside`,
        `${r.memory.meanMiB} MiB, growing by ${r.memory.growthMiBPerMinute} MiB a minute`
      ]
    ]
  )
}

/** A sample a minute. */
function memoryTable(results: Results): string {
  const recorded = results['soak']
  if (recorded === undefined) return 'Not measured.'
  const { samples } = recorded.result as SoakResult
  const byMinute = new Map(samples.map((sample) => [Math.floor(sample.atSeconds / 60), sample]))
  return table(
    ['minute', 'lives so far', 'resident', 'snapshots', 'events behind'],
    [...byMinute].map(([minute, s]) => [
      minute + 1,
      s.life + 1,
      `${s.residentMiB} MiB`,
      `${s.snapshots}, ${mebibytes(s.snapshotBytes)}`,
      number(s.lag)
    ])
  )
}

function runsTable(results: Results): string {
  return table(
    ['command', 'taken at', 'commit', 'machine', 'load before'],
    Object.values(results).map(({ command, takenAt, commit, machine }) => [
      `\`${command}\``,
      takenAt.slice(0, 16).replace('T', ' '),
      commit,
      `${machine.cores} cores, ${machine.memoryGiB} GiB`,
      machine.load.toFixed(1)
    ])
  )
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function seconds(ms: number): string {
  return Number.isFinite(ms) ? `${(ms / 1000).toFixed(1)} s` : '–'
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`
}
