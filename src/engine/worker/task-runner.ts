import { MergeKernel } from '../kernel/merge-kernel.js'
import { ScanRunner } from './scan-runner.js'
import type {
  MergeReply,
  MergeTask,
  RestoreTask,
  ScanReply,
  ScanTask,
  SnapshotReply,
  WorkerSetup
} from './tasks.js'

/** Runs tasks, on a kernel a source and one that merges; lives in a worker thread, or in the caller's own. */
export class TaskRunner {
  readonly #scans: ScanRunner
  readonly #merger: MergeKernel

  constructor(setup: WorkerSetup) {
    this.#scans = new ScanRunner(setup)
    this.#merger = MergeKernel.create(setup.module, { ...setup, plan: setup.merge })
  }

  /** As {@link ScanRunner.scan}. */
  scan(task: ScanTask): ScanReply {
    return this.#scans.scan(task)
  }

  merge(task: MergeTask): MergeReply {
    const { partials, watermarks, before = null } = task
    if (before !== null) this.#merger.merge([], before)
    return this.#merger.merge(partials, watermarks)
  }

  snapshot(): SnapshotReply {
    return this.#merger.snapshot()
  }

  checksum(): bigint {
    return this.#merger.checksum()
  }

  restore(task: RestoreTask): MergeReply {
    return this.#merger.restore(task.states, task.shard, task.watermarks)
  }
}
