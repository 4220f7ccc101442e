import { fileURLToPath } from 'node:url'
import { SHARE_ENV, Worker as Thread } from 'node:worker_threads'
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

/** Of each thread's objects: what a task makes is small, and dead when it ends. V8 would let it grow to 48 MB. */
const YOUNG_GENERATION_MB = 4

/** Starts `count` worker threads; they load side by side, and tasks wait until then. */
export function startWorkers(setup: WorkerSetup, count: number): Worker[] {
  return Array.from({ length: count }, () => new ThreadWorker(setup))
}

interface Waiting {
  readonly resolve: (reply: Reply | Failure) => void
  readonly reject: (error: Error) => void
}

/** A thread and the tasks that it has, which it answers in their order. */
class ThreadWorker implements Worker {
  readonly #thread: Thread
  readonly #waiting: Waiting[] = []
  #ended: Error | undefined

  constructor(setup: WorkerSetup) {
    this.#thread = new Thread(WORKER_FILE, {
      workerData: setup,
      env: SHARE_ENV,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB }
    })
    this.#thread.on('message', (reply: Reply | Failure) => this.#waiting.shift()?.resolve(reply))
    this.#thread.on('messageerror', (error) => this.#end(error))
    this.#thread.on('error', (error) => this.#end(error))
    this.#thread.on('exit', () => this.#end(new Error('the worker thread has ended')))
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
    await this.#thread.terminate()
  }

  async #run<R extends Reply>(task: Task, transferList: ArrayBuffer[]): Promise<R> {
    const reply = await new Promise<Reply | Failure>((resolve, reject) => {
      if (this.#ended !== undefined) throw this.#ended
      this.#thread.postMessage(task, transferList)
      this.#waiting.push({ resolve, reject })
    })
    if ('failure' in reply) throw new MillraceError(reply.failure, reply.params)
    return reply as R
  }

  #end(error: unknown): void {
    this.#ended ??= error instanceof Error ? error : new Error(String(error))
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended)
  }
}
