/**
 * What windows of many panes cost: merging, firing and state of hopping and cumulating windows, by how many panes a
 * window has. Tumbling windows are the hopping ones of one pane.
 */
import { readFile } from 'node:fs/promises'
import { figure, type Figure } from '../src/cli/bench/summary.js'
import { MergeKernel } from '../src/engine/kernel/merge-kernel.js'
import { ScanKernel } from '../src/engine/kernel/scan-kernel.js'
import { compilePlan } from '../src/plan/compile.js'
import type { JobPipeline, Window } from '../src/table/index.js'
import { tumble } from '../src/table/index.js'
import { AGGREGATES, WINDOWS } from './panes/jobs.js'
import { measurePanes, type Kernels } from './panes/measure.js'
import { Options } from './support/options.js'
import { KERNELS } from './support/paths.js'
import { report, startResult } from './support/results.js'

const SECOND = 1000
const BYTES_PER_MB = 1e6
const OPTIONS = { processingTime: false, notNullEnforcer: 'keep', keyGroups: 128 } as const

const options = new Options({ values: ['panes', 'keys', 'events', 'seconds', 'repetitions'] })
const panes = options.numbers('panes', [1, 5, 60])
const repetitions = options.number('repetitions', 3)
const finish = startResult('panes', 'bench:panes')
const module = await WebAssembly.compile(await readFile(KERNELS))

function kernelsFor(job: JobPipeline): Kernels {
  const plan = compilePlan([job], OPTIONS)
  const common = { jobNames: [job.name], shards: 1, memoryLimitMb: 4096 }
  const scanner = ScanKernel.create(module, { ...common, plan: plan.scans[0]?.bytes ?? new Uint8Array() })
  const merger = MergeKernel.create(module, { ...common, plan: plan.merge })
  const context = { arrivalTime: NaN, latestTime: Infinity, watermarks: [-Infinity], origin: null }
  return {
    scan: (lines) => scanner.scanLines(lines, 0, context).partials.filter((partial) => partial !== null),
    merge: (partials, watermark) =>
      merger.merge(partials, watermark === null ? null : [watermark]).jobs[0]?.stateBytes ?? 0
  }
}

function measure(job: JobPipeline, count: number): Record<string, Figure> {
  const runs = Array.from({ length: repetitions }, () =>
    measurePanes(kernelsFor(job), {
      keys: options.number('keys', 500),
      eventsPerSecond: options.number('events', 5000),
      chunk: 500,
      warmUp: count + 5,
      measured: options.number('seconds', 60)
    })
  )
  return {
    merge: figure(
      'ns',
      runs.map((run) => run.mergeNanos)
    ),
    fire: figure(
      'ns',
      runs.map((run) => run.fireNanos)
    ),
    state: figure(
      'MB',
      runs.map((run) => run.stateBytes / BYTES_PER_MB)
    )
  }
}

const figures: Record<string, Figure> = {}
for (const [windows, window] of Object.entries(WINDOWS)) {
  for (const [aggregates, job] of Object.entries(AGGREGATES)) {
    for (const count of panes) {
      const ofJob: Window = count === 1 ? tumble(SECOND) : window(count)
      for (const [name, value] of Object.entries(measure(job(ofJob), count))) {
        figures[`${windows}.${aggregates}.${count}.${name}`] = value
      }
    }
  }
}
report(finish({ repetitions, conditions: {}, figures }))
