import { startInlineWorkers } from '../../src/engine/inline-worker.js'
import type { Worker, WorkerSetup } from '../../src/engine/tasks.js'
import type { SimulatedProcess } from './process.js'
import type { Random } from './random.js'

/** Starts the engine's own workers, each with a thread's delays: tasks take time, one after another. */
export async function startSlowWorkers(
  process: SimulatedProcess,
  random: Random,
  meanTaskMs: number,
  setup: WorkerSetup,
  count: number
): Promise<Worker[]> {
  const workers = await startInlineWorkers(setup, count)
  return workers.map((worker) => slow(worker, process, random, meanTaskMs))
}

function slow(worker: Worker, process: SimulatedProcess, random: Random, meanTaskMs: number): Worker {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const before = last
    const result = before.then(() => process.later(what, random.exponential(meanTaskMs), work))
    last = result.catch(() => undefined)
    return result
  }
  return {
    scan: (task) => inTurn('a scan', () => worker.scan(task)),
    merge: (task) => inTurn('a merge', () => worker.merge(task)),
    snapshot: () => inTurn('a snapshot', () => worker.snapshot()),
    checksum: () => inTurn('a checksum', () => worker.checksum()),
    restore: (task) => inTurn('a restore', () => worker.restore(task)),
    close: () => worker.close()
  }
}
