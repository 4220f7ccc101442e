import type { StatusAnswer } from '../http/api/schemas.js'

type Engine = StatusAnswer['status']

const MILLISECONDS = 1000

/** A service on one screen: a line each for the whole, its sources, jobs, commits, snapshots and troubles. */
export function statusScreen(answer: StatusAnswer): string {
  const { name, instance, version, readiness, status, rates, lag } = answer
  const { phase, uptimeMs, timeMode, epoch, commits, records, memory, takenAt } = status
  const lines = [
    `${name}  ${phase}${readiness.ready ? '' : '  NOT READY'}  up ${span(uptimeMs)}  ${timeMode} time  ${instance.host} pid ${instance.pid}  v${version}`,
    '',
    `in  ${per(rates.recordsPerSecond)}   out  ${per(rates.rowsPerSecond)}   lag  ${whole(lag.records)}   behind  ${seconds(lag.watermarkSeconds)}   cpu  ${rates.cpuCores.toFixed(2)}   memory  ${mebi(memory.residentBytes)}`,
    `records  ${whole(records.total)}   malformed  ${whole(records.malformed)}   undated  ${whole(records.undated)}   epoch  ${whole(epoch)}   last commit  ${since(commits.lastAt, takenAt)}   retries  ${whole(commits.retries)}`,
    ...recoveryLine(status),
    '',
    ...sourceLines(status, rates),
    '',
    ...jobLines(status, rates),
    '',
    snapshotLine(status),
    ...readiness.reasons.map((reason) => `!   ${reason}`)
  ]
  return `${lines.join('\n')}\n`
}

function recoveryLine({ phase, recovery, takenAt }: Engine): string[] {
  if (phase !== 'recovering' || recovery === null) return []
  const { epochsDone, epochsTotal, startedAt } = recovery
  const each = epochsDone === 0 ? null : (takenAt - startedAt) / MILLISECONDS / epochsDone
  const left = each === null ? null : each * (epochsTotal - epochsDone)
  return [`recovering  ${whole(epochsDone)} of ${whole(epochsTotal)} epochs   about ${seconds(left)} left`]
}

function sourceLines({ sources, inputs, takenAt }: Engine, rates: StatusAnswer['rates']): string[] {
  const rows = sources.flatMap((source) =>
    source.partitions.map((partition) => {
      const holds = inputs.some(
        ({ heldBackBy }) => heldBackBy?.source === source.name && heldBackBy.partition === partition.partition
      )
      const notes = [
        partition.idle ? 'idle' : '',
        holds ? 'holds the watermark back' : '',
        partition.waitingFor === null ? '' : `waits for ${partition.waitingFor}`
      ]
      return [
        source.name,
        String(partition.partition),
        whole(partition.position),
        whole(partition.endOffset),
        whole(partition.lag),
        partition.watermark === null ? '-' : seconds((takenAt - partition.watermark) / MILLISECONDS),
        notes.filter((note) => note !== '').join(', ')
      ]
    })
  )
  const total = sources.map(({ name }) => `${name} ${per(rates.sources[name] ?? 0)}`).join(', ')
  return [
    `sources  ${total}`,
    ...aligned([['  source', 'part', 'offset', 'end', 'lag', 'watermark behind', ''], ...rows])
  ]
}

function jobLines({ jobs }: Engine, rates: StatusAnswer['rates']): string[] {
  const rows = jobs.map((job) => [
    job.name,
    job.sink,
    per(rates.jobs[job.name] ?? 0),
    whole(job.rows),
    whole(job.openWindows),
    whole(job.lateRecords),
    whole(job.droppedNotNull)
  ])
  return aligned([['job', 'sink', 'rate', 'rows', 'open', 'late', 'dropped'], ...rows])
}

function snapshotLine({ snapshots, takenAt }: Engine): string {
  const { last, failed } = snapshots
  const newest =
    last === null
      ? 'none yet'
      : `epoch ${whole(last.epoch)}, ${mebi(last.bytes)}, ${since(last.at, takenAt)}, took ${seconds(last.seconds)}`
  return `snapshot  ${newest}   failed  ${whole(failed)}`
}

/** Columns side by side, figures to the right. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return /^[\d,.]+( \w+)?(\/s)?$/.test(cell) ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  )
}

function whole(value: number | null): string {
  return value === null ? '-' : Math.round(value).toLocaleString('en')
}

function per(value: number): string {
  return `${value >= 10 ? whole(value) : value.toFixed(1)}/s`
}

function seconds(value: number | null): string {
  return value === null ? '-' : `${value.toFixed(value < 10 ? 2 : 0)} s`
}

function mebi(bytes: number): string {
  return `${(bytes / (1 << 20)).toFixed(1)} MiB`
}

function span(milliseconds: number): string {
  const total = Math.floor(milliseconds / MILLISECONDS)
  const hours = Math.floor(total / 3600)
  return `${hours} h ${Math.floor((total % 3600) / 60)} m ${total % 60} s`
}

function since(time: number | null, now: number): string {
  return time === null ? '-' : `${seconds((now - time) / MILLISECONDS)} ago`
}
