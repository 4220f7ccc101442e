import type { Engine, Job, StatusAnswer } from './api.js'
import { count, percent, rate, short } from './format.js'

export interface GraphNode {
  readonly id: string
  readonly kind: 'source' | 'scan' | 'exchange' | 'merge' | 'sink'
  readonly title: string
  readonly lines: readonly string[]
  /** How much of what it can do it does, 0 to 1; null where that has no meaning. */
  readonly load: number | null
  /** The page that tells more. */
  readonly href: string
}

export interface GraphEdge {
  readonly from: string
  readonly to: string
  /** What passes a second; null where it is not measured. */
  readonly perSecond: number | null
}

export interface Graph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

const EXCHANGE = 'exchange'

/** The way of the data as boxes and arrows: source, scan, exchange, merge, sink. */
export function graphOf({ status, rates }: StatusAnswer): Graph {
  const nodes: GraphNode[] = []
  const edges: GraphEdge[] = []
  const keepsState = status.jobs.some(({ isStateless }) => !isStateless)
  for (const source of status.sources) {
    const perSecond = rates.sources[source.name] ?? 0
    nodes.push(sourceNode(source, perSecond), scanNode(source.name, status))
    edges.push({ from: `source:${source.name}`, to: `scan:${source.name}`, perSecond })
    const feedsState = status.jobs.some((job) => !job.isStateless && feeds(status, source.name, job))
    if (feedsState) edges.push({ from: `scan:${source.name}`, to: EXCHANGE, perSecond: null })
  }
  if (keepsState) nodes.push(exchangeNode(status))
  for (const job of status.jobs) {
    const perSecond = rates.jobs[job.name] ?? 0
    nodes.push(sinkNode(job, perSecond))
    if (job.isStateless) {
      for (const { name } of status.sources.filter((source) => feeds(status, source.name, job))) {
        edges.push({ from: `scan:${name}`, to: `sink:${job.name}`, perSecond })
      }
    } else {
      nodes.push(mergeNode(job, status))
      edges.push({ from: EXCHANGE, to: `merge:${job.name}`, perSecond: null })
      edges.push({ from: `merge:${job.name}`, to: `sink:${job.name}`, perSecond })
    }
  }
  return { nodes, edges }
}

function feeds(status: Engine, source: string, job: Job): boolean {
  return status.inputs.some(({ name, sources }) => name === job.inputs && sources.includes(source))
}

function sourceNode(source: Engine['sources'][number], perSecond: number): GraphNode {
  const lag = source.partitions.reduce((sum, partition) => sum + (partition.lag ?? 0), 0)
  return {
    id: `source:${source.name}`,
    kind: 'source',
    title: source.name,
    lines: [
      `${source.connector} · ${source.partitions.length} partitions`,
      `${rate(perSecond)} · lag ${short(lag)}`
    ],
    load: null,
    href: '#/sources'
  }
}

function scanNode(source: string, { backPressure, parallelism }: Engine): GraphNode {
  return {
    id: `scan:${source}`,
    kind: 'scan',
    title: 'Scan',
    lines: [`${parallelism} workers`, `slots ${percent(backPressure.scan)} taken`],
    load: Math.min(1, backPressure.scan),
    href: '#/commits'
  }
}

function exchangeNode({ epoch, backPressure }: Engine): GraphNode {
  return {
    id: EXCHANGE,
    kind: 'exchange',
    title: 'Exchange',
    lines: [`epoch ${count(epoch)}`, backPressure.mergeBusy ? 'merging' : 'gathering'],
    load: null,
    href: '#/commits'
  }
}

function mergeNode(job: Job, { backPressure }: Engine): GraphNode {
  return {
    id: `merge:${job.name}`,
    kind: 'merge',
    title: job.name,
    lines: [`${count(job.openWindows)} open windows`, `${count(job.lateRecords)} late`],
    load: backPressure.committerFull ? 1 : null,
    href: '#/jobs'
  }
}

function sinkNode(job: Job, perSecond: number): GraphNode {
  return {
    id: `sink:${job.name}`,
    kind: 'sink',
    title: job.sink,
    lines: [rate(perSecond), `${count(job.rows)} rows`],
    load: null,
    href: '#/jobs'
  }
}
