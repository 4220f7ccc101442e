import { readFileSync, writeFileSync } from 'node:fs'
import { MillraceError } from '../errors.js'
import { exportFlinkSql } from '../flink-sql/export.js'
import type { Cut, FlinkVersion } from '../flink-sql/options.js'
import { parseBoundary, type BoundaryFile } from './boundary.js'
import { configured } from './coordinator.js'
import { timeOf } from './time-argument.js'
import { EXIT, type CliIo } from './io.js'

export interface ExportOptions {
  readonly flink: FlinkVersion
  /** A time, or a file that `millrace stop --at-boundary` wrote. */
  readonly after?: string
  /** Default: standard output. */
  readonly output?: string
  readonly allowDifferences?: boolean
}

/**
 * `millrace export flink-sql`: all jobs as a script for a Flink cluster. Connects nothing.
 * @throws MillraceError FLINK_DIFFERS, BOUNDARY_INVALID, EXPORT_FILE, PLAN_*
 */
export function runExportCommand(options: ExportOptions, io: CliIo): number {
  const { parsed, coordinator } = configured(io)
  const { settings } = parsed
  const statements = coordinator.statementSet()
  const script = exportFlinkSql(statements.checkedJobs(), settings, {
    flink: options.flink,
    cut: options.after === undefined ? null : cutOf(options.after),
    sinkTopics: new Map(statements.targets.map(({ name, topic }) => [name, topic])),
    allowDifferences: options.allowDifferences ?? false
  })
  if (options.output === undefined) io.stdout.write(script)
  else writeScript(options.output, script)
  return EXIT.ok
}

function writeScript(path: string, script: string): void {
  try {
    writeFileSync(path, script)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MillraceError('EXPORT_FILE', { path, reason }, { cause: error })
  }
}

/**
 * What --after says. A time cuts the windows and says nothing of offsets; a file says both.
 *
 * @testing the cut of a real stop, handed to a real Flink
 */
export function cutOf(after: string): Cut {
  const time = timeOf(after)
  if (time !== null) return { watermarkOf: () => time, windowOffsets: undefined, nextOffsets: undefined }
  return cutAt(parseBoundary(readBoundary(after), after))
}

function readBoundary(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MillraceError('BOUNDARY_INVALID', { path, reason }, { cause: error })
  }
}

function cutAt({ jobs, sources }: BoundaryFile): Cut {
  const offsets = (which: 'start' | 'next') =>
    new Map(
      sources.map(({ name, partitions }) => [
        name,
        new Map(partitions.map((partition) => [partition.partition, partition[which]]))
      ])
    )
  return {
    watermarkOf: (job) => Date.parse(jobs.find(({ name }) => name === job)?.writtenUpTo ?? '') || 0,
    windowOffsets: offsets('start'),
    nextOffsets: offsets('next')
  }
}
