/** Jobs as one script of Flink SQL. */
import { isEventTime } from '../config/settings.js'
import type { Settings } from '../config/settings-table.js'
import { MillraceError } from '../errors.js'
import type { BoundJob } from '../table/check/job.js'
import type { SinkDefinition, SourceDefinition } from '../table/tree/node.js'
import { UsedFields } from './fields.js'
import { differenceText, Findings } from './findings.js'
import { headerText } from './header.js'
import type { Cut, ExportOptions } from './options.js'
import { insertOf } from './insert.js'
import { settingLines } from './setting-lines.js'
import { createSink, createSource, type SourceTable } from './tables.js'

/**
 * The script: settings, tables and one statement set with an INSERT for each job.
 * @throws MillraceError FLINK_DIFFERS naming jobs, columns and reasons where something has no twin in Flink
 */
export function exportFlinkSql(
  jobs: readonly BoundJob[],
  settings: Settings,
  options: ExportOptions
): string {
  const findings = new Findings()
  const eventTime = isEventTime(settings)
  const sources = sourceTables(jobs, eventTime, options.cut, findings)
  const sinks = sinkNames(jobs, sources)
  const tables = [
    ...sources.map((table) => createSource(table, settings, eventTime)),
    ...[...sinks].map(([sink, name]) =>
      createSink(name, sink, options.sinkTopics.get(sink.name) ?? sink.name, settings)
    )
  ]
  const inserts = jobs.map((job) =>
    insertOf(job, {
      findings,
      isEventTime: eventTime,
      sourceName: (source) => nameOf(source, job.kind === 'rows' && options.cut?.nextOffsets !== undefined),
      sinkName: sinks.get(job.sink) ?? job.sink.name,
      after: options.cut === null || job.kind === 'rows' ? null : options.cut.watermarkOf(job.name)
    })
  )
  refuse(findings, options.allowDifferences)
  return [
    headerText(jobs, settings, options, findings),
    settingLines(settings, eventTime),
    ...tables,
    'EXECUTE STATEMENT SET BEGIN',
    ...inserts,
    'END;'
  ]
    .join('\n\n')
    .concat('\n')
}

function refuse({ differences }: Findings, allowDifferences: boolean): void {
  const refused = allowDifferences ? differences.filter(({ isRefused }) => isRefused) : differences
  if (refused.length === 0) return
  const hint = refused.some(({ isRefused }) => isRefused)
    ? 'change these jobs, or run them here'
    : 'change these jobs, or export them all the same with --allow-differences'
  throw new MillraceError('FLINK_DIFFERS', { what: refused.map(differenceText).join('; '), hint })
}

/**
 * A table for each source; where a cut is known a second one for jobs without windows, which go on at other offsets.
 */
function sourceTables(
  jobs: readonly BoundJob[],
  eventTime: boolean,
  cut: Cut | null,
  findings: Findings
): SourceTable[] {
  const areSplit = cut?.nextOffsets !== undefined
  const [windowed, rows] = [
    jobs.filter(({ kind }) => kind === 'aggregate'),
    jobs.filter(({ kind }) => kind === 'rows')
  ]
  if (cut !== null && !areSplit) {
    for (const { name } of rows) {
      const reason = 'nothing says up to which record it has been written: it writes all that are read'
      findings.differs({ job: name, column: 'its start' }, 'a job without windows', reason)
    }
  }
  const tablesOf = (
    some: readonly BoundJob[],
    offsets: Cut['windowOffsets'],
    isSecond: boolean
  ): SourceTable[] =>
    sourcesOf(some).map((source) => ({
      name: nameOf(source.name, isSecond),
      source,
      fields: UsedFields.of(source, some, eventTime, findings),
      offsets: offsets?.get(source.name)
    }))
  if (!areSplit) return tablesOf(jobs, cut?.windowOffsets, false)
  return [...tablesOf(windowed, cut.windowOffsets, false), ...tablesOf(rows, cut.nextOffsets, true)]
}

function nameOf(source: string, isSecond: boolean): string {
  return isSecond ? `${source} of jobs without windows` : source
}

function sourcesOf(jobs: readonly BoundJob[]): SourceDefinition[] {
  return [...new Set(jobs.flatMap(({ branches }) => branches.map(({ source }) => source)))]
}

/** One table for each sink, even where several jobs write to it; a source of the same name keeps its own. */
function sinkNames(jobs: readonly BoundJob[], sources: readonly SourceTable[]): Map<SinkDefinition, string> {
  const taken = new Set(sources.map(({ name }) => name))
  return new Map(jobs.map(({ sink }) => [sink, taken.has(sink.name) ? `${sink.name} sink` : sink.name]))
}
