import { setImmediate as turn } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'
import { move, transferableSymbol, valueSymbol } from 'piscina'
import { initCodecs, takeForeignBytes } from '../connectors/kafka/codecs.js'
import { MillraceError } from '../errors.js'
import { TaskRunner } from './task-runner.js'
import type { Failure, MergeReply, ScanReply, Task, WorkerSetup } from './tasks.js'

/** Entry of a worker thread: one kernel for the thread's whole life. */

/** What decompressed batches may hold of foreign memory before it is let go. */
const MAX_FOREIGN_BYTES = 8 << 20

await initCodecs()
const runner = new TaskRunner(workerData as WorkerSetup)
let foreignBytes = 0

/** Runs one task. Errors travel as data: a thrown one would lose its code on the way between threads. */
export default async function run(task: Task): Promise<object> {
  try {
    const reply = runTask(task)
    foreignBytes += takeForeignBytes()
    // Between tasks piscina waits without ever turning the event loop, which is when such memory is freed.
    if (foreignBytes > MAX_FOREIGN_BYTES) {
      foreignBytes = 0
      await turn()
    }
    return reply
  } catch (error) {
    if (error instanceof MillraceError)
      return moved<Failure>({ failure: error.code, params: error.params }, [])
    throw error
  }
}

function runTask(task: Task): object {
  switch (task.kind) {
    case 'scan':
      return movedScan(runner.scan(task))
    case 'merge':
      return movedMerge(runner.merge(task))
    case 'restore':
      return movedMerge(runner.restore(task))
    case 'checksum':
      return moved({ checksum: runner.checksum() }, [])
    case 'snapshot': {
      const reply = runner.snapshot()
      return moved(reply, reply.pieces)
    }
  }
}

function movedScan(reply: ScanReply): object {
  return moved(reply, [reply.buffer, ...reply.partials.filter((partial) => partial !== null)])
}

function movedMerge(reply: MergeReply): object {
  return moved(
    reply,
    reply.segments.map((segment) => segment.bytes.buffer)
  )
}

/** Marks the reply's buffers as moved, not copied, to the main thread. */
function moved<Reply extends object>(reply: Reply, buffers: readonly ArrayBuffer[]): object {
  return move({
    get [transferableSymbol]() {
      return buffers
    },
    get [valueSymbol]() {
      return reply
    }
  })
}
