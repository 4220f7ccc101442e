import { readFile } from 'node:fs/promises'
import { parseSettings } from '../../src/config/settings.js'
import { createCoordinator } from '../../src/cli/coordinator.js'
import type { Row } from '../../src/cli/bench/rows.js'
import { SINKS, type Rows } from '../baseline/rows.js'
import { forEachRow } from '../../src/connectors/rows.js'
import { MergeKernel } from '../../src/engine/kernel/merge-kernel.js'
import type { OutputSegment } from '../../src/engine/kernel/results.js'
import { ScanKernel, type ScanContext } from '../../src/engine/kernel/scan-kernel.js'
import { PLAN_AT_INSTRUCTION_COUNT, PLAN_AT_JOB_COUNT } from '../../src/plan/contract/plan-layout.js'
import type { Plan } from '../../src/plan/plan.js'
import { PlainJobs, type Event } from '../baseline/jobs.js'
import { KERNELS } from '../support/paths.js'
import type { BenchmarkChunk } from './chunks.js'
import { forEachDocument } from './framing.js'

const MEMORY_LIMIT_MB = 2048
const MOST_CHUNK_BYTES = 4 << 20
const WORD = 4

/**
 * The stages, each doing all that those before it do: what one costs is the difference. They are cut off by plans
 * without jobs and without instructions, and by a range of offsets that holds no record.
 */
export const STAGES = ['copy', 'framing', 'json', 'expressions', 'aggregates', 'all'] as const

export type Stage = (typeof STAGES)[number]

export const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  copy: 'copy in',
  framing: 'record framing',
  json: 'JSON into columns',
  expressions: 'expressions',
  aggregates: 'groups and partials',
  all: 'merge, windows, rows'
}

/** The kernels on one thread, through the engine's own binding. */
export class KernelCandidates {
  readonly #module: WebAssembly.Module
  readonly #plan: Plan = createCoordinator(parseSettings({}).settings).statementSet().plan

  /** Where chunks are copied to when nothing else is done. */
  readonly #target = new Uint8Array(MOST_CHUNK_BYTES)

  private constructor(module: WebAssembly.Module) {
    this.#module = module
  }

  static async load(): Promise<KernelCandidates> {
    return new KernelCandidates(await WebAssembly.compile(await readFile(KERNELS)))
  }

  /** Runs the chunks through the stages up to this one, from an empty state. */
  run(stage: Stage, chunks: readonly BenchmarkChunk[]): void {
    if (stage === 'copy') this.#copy(chunks)
    else if (stage === 'all') this.#all(chunks, () => undefined)
    else this.#scan(stage, chunks)
  }

  /** The rows that all stages give. */
  rows(chunks: readonly BenchmarkChunk[]): Rows {
    const bySink = new Map<string, Row[]>(SINKS.map((sink) => [sink, []]))
    this.#all(chunks, ({ job, count, bytes }) => {
      const sink = this.#plan.jobs[job]?.sink.name ?? ''
      forEachRow({ sink, count, bytes }, (json) =>
        bySink.get(sink)?.push(JSON.parse(Buffer.from(json).toString()) as Row)
      )
    })
    const [eventMetrics = [], sessionMetrics = [], performanceMetrics = []] = bySink.values()
    return {
      event_metrics: eventMetrics,
      session_metrics: sessionMetrics,
      performance_metrics: performanceMetrics
    }
  }

  /** To one place, as the input's is. */
  #copy(chunks: readonly BenchmarkChunk[]): void {
    for (const { sections } of chunks) {
      let at = 0
      for (const { bytes } of sections) {
        this.#target.set(bytes, at)
        at += bytes.byteLength
      }
    }
  }

  #scan(stage: Stage, chunks: readonly BenchmarkChunk[]): void {
    const kernel = this.#scanner(this.#planUpTo(stage))
    const from = stage === 'framing' ? Number.MAX_SAFE_INTEGER : 0
    for (const { sections, watermark } of chunks)
      kernel.scanRecords(sections, from, Infinity, this.#context(watermark))
  }

  #all(chunks: readonly BenchmarkChunk[], onSegment: (segment: OutputSegment) => void): void {
    const scanner = this.#scanner(this.#scanPlan)
    const merger = this.#merger()
    for (const { sections, watermark } of chunks) {
      const { partials } = scanner.scanRecords(sections, 0, Infinity, this.#context(watermark))
      merger
        .merge(
          partials.filter((partial) => partial !== null),
          this.#everyJob(watermark)
        )
        .segments.forEach(onSegment)
    }
    merger.merge([], this.#everyJob(Infinity)).segments.forEach(onSegment)
  }

  #planUpTo(stage: Stage): Uint8Array {
    const plan = this.#scanPlan.slice()
    const view = new DataView(plan.buffer, plan.byteOffset)
    if (stage !== 'aggregates') view.setUint32(PLAN_AT_JOB_COUNT * WORD, 0, true)
    if (stage === 'json' || stage === 'framing') view.setUint32(PLAN_AT_INSTRUCTION_COUNT * WORD, 0, true)
    return plan
  }

  /** Of the one source. */
  get #scanPlan(): Uint8Array {
    return this.#plan.scans[0]?.bytes ?? new Uint8Array()
  }

  #everyJob(watermark: number): number[] {
    return this.#plan.jobs.map(() => watermark)
  }

  #context(watermark: number): ScanContext {
    return { arrivalTime: NaN, latestTime: Infinity, watermarks: this.#everyJob(watermark), origin: null }
  }

  #scanner(plan: Uint8Array): ScanKernel {
    return ScanKernel.create(this.#module, { ...this.#options, plan })
  }

  #merger(): MergeKernel {
    return MergeKernel.create(this.#module, { ...this.#options, plan: this.#plan.merge })
  }

  get #options(): { jobNames: string[]; shards: number; memoryLimitMb: number } {
    const jobNames = this.#plan.jobs.map(({ name }) => name)
    return { jobNames, shards: 1, memoryLimitMb: MEMORY_LIMIT_MB }
  }
}

/** Framing and JSON.parse. */
export function runJsonParse(chunks: readonly BenchmarkChunk[]): number {
  let sum = 0
  for (const { sections } of chunks) {
    for (const { bytes, count } of sections) {
      forEachDocument(bytes, count, (text) => (sum += (JSON.parse(text) as Event).timestamp ?? 0))
    }
  }
  return sum
}

/** Framing, JSON.parse and the three jobs in Maps. */
export function runPlain(chunks: readonly BenchmarkChunk[]): Rows {
  const jobs = new PlainJobs()
  const rows: Rows[] = []
  for (const { sections, watermark } of chunks) {
    for (const { bytes, count } of sections) {
      forEachDocument(bytes, count, (text) => jobs.add(JSON.parse(text) as Event))
    }
    rows.push(jobs.advance(watermark))
  }
  rows.push(jobs.advance(Infinity))
  return {
    event_metrics: rows.flatMap((some) => some.event_metrics),
    session_metrics: rows.flatMap((some) => some.session_metrics),
    performance_metrics: rows.flatMap((some) => some.performance_metrics)
  }
}
