import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { MillraceError } from '../errors.js'
import type { Failure, MergeReply, MergeTask, ScanReply, ScanTask, Task, Worker, WorkerSetup } from './tasks.js'

/** Both are found from src/ and from dist/ alike: tests run the sources, but threads run what was built. */
const WORKER_FILE = fileURLToPath(new URL('../../dist/engine/worker.js', import.meta.url))
const KERNELS_FILE = new URL('../../dist/kernels.wasm', import.meta.url)

/** More than the engine ever has under way on one worker; piscina refuses what goes beyond it. */
const MAX_QUEUED_TASKS = 64

/** Compiles the kernels once; the module is shared by all workers. */
export async function loadKernels(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(KERNELS_FILE))
}

/**
 * Starts `count` worker threads. Each is a pool of one thread, since a piscina pool hands a task to any free
 * thread, and a shard's state lives in one.
 */
export function startWorkers(setup: WorkerSetup, count: number): Worker[] {
  return Array.from({ length: count }, () => new ThreadWorker(setup))
}

class ThreadWorker implements Worker {
  readonly #pool: Piscina<Task, ScanReply | MergeReply | Failure>

  constructor(setup: WorkerSetup) {
    this.#pool = new Piscina({
      filename: WORKER_FILE,
      minThreads: 1,
      maxThreads: 1,
      idleTimeout: Infinity,
      concurrentTasksPerWorker: 1,
      maxQueue: MAX_QUEUED_TASKS,
      recordTiming: false,
      workerData: setup
    })
  }

  async scan(task: ScanTask): Promise<ScanReply> {
    return this.#run(task, [task.buffer]) as Promise<ScanReply>
  }

  async merge(task: MergeTask): Promise<MergeReply> {
    return this.#run(task, [...task.partials]) as Promise<MergeReply>
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }

  async #run(task: Task, transferList: ArrayBuffer[]): Promise<ScanReply | MergeReply> {
    const reply = await this.#pool.run(task, { transferList })
    if ('failure' in reply) throw new MillraceError(reply.failure, reply.params)
    return reply
  }
}
