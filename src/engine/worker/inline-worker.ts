import { initCodecs } from '../../records/codecs.js'
import { TaskRunner } from './task-runner.js'
import type {
  MergeReply,
  MergeTask,
  RestoreTask,
  ScanReply,
  ScanTask,
  SnapshotReply,
  Worker,
  WorkerSetup
} from './tasks.js'

/** The same workers without threads: everything runs in the caller's, in call order. For tests and simulations. */
export async function startInlineWorkers(setup: WorkerSetup, count: number): Promise<Worker[]> {
  await initCodecs()
  return Array.from({ length: count }, () => new InlineWorker(new TaskRunner(setup)))
}

class InlineWorker implements Worker {
  readonly #runner: TaskRunner

  constructor(runner: TaskRunner) {
    this.#runner = runner
  }

  async scan(task: ScanTask): Promise<ScanReply> {
    return this.#runner.scan(task)
  }

  async merge(task: MergeTask): Promise<MergeReply> {
    return this.#runner.merge(task)
  }

  async snapshot(): Promise<SnapshotReply> {
    return this.#runner.snapshot()
  }

  async checksum(): Promise<bigint> {
    return this.#runner.checksum()
  }

  async restore(task: RestoreTask): Promise<MergeReply> {
    return this.#runner.restore(task)
  }

  async close(): Promise<void> {
    await Promise.resolve()
  }
}
