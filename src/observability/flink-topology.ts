import { createHash } from 'node:crypto'
import type { Status } from '../engine/status/status.js'

/** A task of the job graph, as Flink would have made it of the same jobs. */
export interface Vertex {
  /** 32 hexadecimal digits, the same after every restart. */
  readonly id: string
  readonly kind: 'source' | 'job'
  /** Of the source or job. */
  readonly subject: string
  readonly name: string
  /** Ids of the vertices that it reads from. */
  readonly inputs: readonly string[]
}

/**
 * The job graph in Flink's terms. The application is one job, as a statement set is there: a task a source that reads
 * and pre-aggregates, and a task a job that merges and writes.
 */
export function verticesOf(status: Status): readonly Vertex[] {
  const sources = status.sources.map(({ name }): Vertex => {
    const task = `Source: ${name} -> Scan`
    return { id: flinkId(task), kind: 'source', subject: name, name: task, inputs: [] }
  })
  const jobs = status.jobs.map((job): Vertex => {
    const task = `${job.name} -> Sink: ${job.sink}`
    const names = status.inputs.find(({ name }) => name === job.inputs)?.sources ?? [job.inputs]
    const inputs = sources.filter(({ subject }) => names.includes(subject)).map(({ id }) => id)
    return { id: flinkId(task), kind: 'job', subject: job.name, name: task, inputs }
  })
  return [...sources, ...jobs]
}

/** An id of Flink's form for a name: the same name, the same id. */
export function flinkId(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32)
}

/** The watermark that goes into a vertex, ms; null while there is none. */
export function inputWatermark(status: Status, { kind, subject }: Vertex): number | null {
  const isFed = ({ name, sources }: Status['inputs'][number]): boolean =>
    kind === 'source'
      ? sources.includes(subject)
      : status.jobs.some((job) => job.name === subject && job.inputs === name)
  return status.inputs.find(isFed)?.watermark ?? null
}
