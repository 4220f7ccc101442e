import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { MillraceError } from '../../errors.js'
import type {
  ChecksumReply,
  Failure,
  MergeReply,
  MergeTask,
  Reply,
  RestoreTask,
  ScanReply,
  ScanTask,
  SnapshotReply,
  Task,
  Worker,
  WorkerSetup
} from './tasks.js'

/** Found from src/ and from dist/ alike: tests run the sources, but threads run what was built. */
const WORKER_FILE = fileURLToPath(new URL('../../../dist/engine/worker/worker.js', import.meta.url))

/** More than the engine ever has under way on one worker; piscina refuses what goes beyond it. */
const MAX_QUEUED_TASKS = 64

/** Of each thread's objects: what a task makes is small, and dead when it ends. V8 would let it grow to 48 MB. */
const YOUNG_GENERATION_MB = 4

/**
 * Starts `count` worker threads. Each is a pool of one thread, since a piscina pool hands a task to any free
 * thread, and a shard's state lives in one.
 */
export function startWorkers(setup: WorkerSetup, count: number): Worker[] {
  return Array.from({ length: count }, () => new ThreadWorker(setup))
}

class ThreadWorker implements Worker {
  readonly #pool: Piscina<Task, Reply | Failure>

  constructor(setup: WorkerSetup) {
    this.#pool = new Piscina({
      filename: WORKER_FILE,
      minThreads: 1,
      maxThreads: 1,
      idleTimeout: Infinity,
      concurrentTasksPerWorker: 1,
      maxQueue: MAX_QUEUED_TASKS,
      recordTiming: false,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
      workerData: setup
    })
  }

  async scan(task: ScanTask): Promise<ScanReply> {
    return this.#run<ScanReply>(task, [task.buffer])
  }

  async merge(task: MergeTask): Promise<MergeReply> {
    return this.#run<MergeReply>(task, [...task.partials])
  }

  async snapshot(): Promise<SnapshotReply> {
    return this.#run<SnapshotReply>({ kind: 'snapshot' }, [])
  }

  async checksum(): Promise<bigint> {
    return (await this.#run<ChecksumReply>({ kind: 'checksum' }, [])).checksum
  }

  async restore(task: RestoreTask): Promise<MergeReply> {
    return this.#run<MergeReply>(task, [])
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }

  async #run<R extends Reply>(task: Task, transferList: ArrayBuffer[]): Promise<R> {
    const reply = await this.#pool.run(task, { transferList })
    if ('failure' in reply) throw new MillraceError(reply.failure, reply.params)
    return reply as R
  }
}
