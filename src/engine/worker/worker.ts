import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { workerData } from 'node:worker_threads'
import { move, transferableSymbol, valueSymbol } from 'piscina'
import { initCodecs, takeForeignBytes } from '../../records/codecs.js'
import { MillraceError } from '../../errors.js'
import { TaskRunner } from './task-runner.js'
import type { Failure, MergeReply, ScanReply, Task, WorkerSetup } from './tasks.js'

/** Entry of a worker thread: its kernels live as long as the thread. */

/** What decompressed batches may hold of foreign memory before it is let go. */
const MAX_FOREIGN_BYTES = 2 << 20

// The collector counts a decompressed batch for the few bytes of its JavaScript object, and would come too late: with
// lz4 a process took 435 MB that takes 245 MB like this. Collecting what is young and dead takes it 0.3 ms.
setFlagsFromString('--expose-gc')
const collectYoung = runInNewContext('gc') as (options: { type: 'minor' }) => void

await initCodecs()
const runner = new TaskRunner(workerData as WorkerSetup)
let foreignBytes = 0

/** Runs one task. Errors travel as data: a thrown one would lose its code on the way between threads. */
export default async function run(task: Task): Promise<object> {
  try {
    const reply = runTask(task)
    foreignBytes += takeForeignBytes()
    // Such memory is freed as the event loop turns, which piscina never lets it between tasks.
    if (foreignBytes > MAX_FOREIGN_BYTES) {
      foreignBytes = 0
      collectYoung({ type: 'minor' })
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
  const rows = [...reply.rows, ...reply.deadLetters].map(({ bytes }) => bytes.buffer)
  return moved(reply, [reply.buffer, ...reply.partials.filter((partial) => partial !== null), ...rows])
}

function movedMerge(reply: MergeReply): object {
  const rows = [...reply.segments, ...reply.lateRows, ...reply.droppedRows]
  return moved(
    reply,
    rows.map(({ bytes }) => bytes.buffer)
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
