import { startInlineWorkers } from '../../src/engine/worker/inline-worker.js'
import type { Worker, WorkerSetup } from '../../src/engine/worker/tasks.js'
import type { SimulatedProcess } from './process.js'
import type { Random } from './random.js'

/**
 * Starts the engine's own workers, each with a thread's delays: tasks take time, one after another. Kernels are made for
 * the first task: most of the processes that are killed do not live to see it.
 */
export function startSlowWorkers(
  process: SimulatedProcess,
  random: Random,
  meanTaskMs: number,
  setup: WorkerSetup,
  count: number
): Worker[] {
  return Array.from({ length: count }, () => slow(lazily(setup), process, random, meanTaskMs))
}

/** The worker, once it is asked for. */
function lazily(setup: WorkerSetup): () => Promise<Worker> {
  let worker: Worker | undefined
  return async () => {
    const [made] = worker === undefined ? await startInlineWorkers(setup, 1) : [worker]
    if (made === undefined) throw new Error('no worker was started')
    return (worker = made)
  }
}

function slow(
  worker: () => Promise<Worker>,
  process: SimulatedProcess,
  random: Random,
  meanTaskMs: number
): Worker {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const before = last
    const result = before.then(() => process.later(what, random.exponential(meanTaskMs), work))
    last = result.catch(() => undefined)
    return result
  }
  return {
    scan: (task) => inTurn('a scan', async () => (await worker()).scan(task)),
    merge: (task) => inTurn('a merge', async () => (await worker()).merge(task)),
    snapshot: () => inTurn('a snapshot', async () => (await worker()).snapshot()),
    checksum: () => inTurn('a checksum', async () => (await worker()).checksum()),
    restore: (task) => inTurn('a restore', async () => (await worker()).restore(task)),
    close: async () => undefined
  }
}
