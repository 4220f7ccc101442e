import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import { initCodecs, takeForeignBytes } from '../../records/codecs.js'
import { MillraceError } from '../../errors.js'
import { TaskRunner } from './task-runner.js'
import type { Failure, MergeReply, Reply, ScanReply, Task, WorkerSetup } from './tasks.js'

/** Entry of a worker thread: its kernels live as long as the thread. */

/** What decompressed batches may hold of foreign memory before it is let go. */
const MAX_FOREIGN_BYTES = 2 << 20

if (parentPort === null) throw new Error('this is the entry of a worker thread')
const port = parentPort
await initCodecs()
const runner = new TaskRunner(workerData as WorkerSetup)
let foreignBytes = 0
let last: Promise<void> = Promise.resolve()
// What is thrown beside MillraceErrors ends the thread, and whoever waits is told.
port.on('message', (task: Task) => (last = last.then(() => answer(task))))

/** A reply, and the buffers that are moved with it, not copied. */
type Moved = readonly [reply: Reply | Failure, buffers: readonly ArrayBuffer[]]

/** Runs one task. Errors travel as data: a thrown one would lose its code on the way between threads. */
async function answer(task: Task): Promise<void> {
  const [reply, buffers] = run(task)
  port.postMessage(reply, buffers)
  foreignBytes += takeForeignBytes()
  // Such memory is freed as the event loop turns, which it does not while tasks wait.
  if (foreignBytes <= MAX_FOREIGN_BYTES) return
  foreignBytes = 0
  collectYoung()
  await turn()
}

function run(task: Task): Moved {
  try {
    return runTask(task)
  } catch (error) {
    if (error instanceof MillraceError) return [{ failure: error.code, params: error.params }, []]
    throw error
  }
}

let collect: ((options: { type: 'minor' }) => void) | undefined

/**
 * The collector counts a decompressed batch for the few bytes of its JavaScript object, and would come too late: with
 * lz4 a process took 435 MB that takes 245 MB like this. Collecting what is young and dead takes it 0.3 ms.
 */
function collectYoung(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as (options: { type: 'minor' }) => void
  }
  collect({ type: 'minor' })
}

function runTask(task: Task): Moved {
  switch (task.kind) {
    case 'scan':
      return movedScan(runner.scan(task))
    case 'merge':
      return movedMerge(runner.merge(task))
    case 'restore':
      return movedMerge(runner.restore(task))
    case 'checksum':
      return [{ checksum: runner.checksum() }, []]
    case 'snapshot': {
      const reply = runner.snapshot()
      return [reply, reply.pieces]
    }
  }
}

function movedScan(reply: ScanReply): Moved {
  const rows = reply.rows.map(({ bytes }) => bytes.buffer)
  const letters = reply.deadLetters.map(({ bytes }) => bytes.buffer)
  const partials = reply.partials.filter((partial) => partial !== null)
  return [reply, [reply.buffer, ...partials, ...rows, ...letters]]
}

function movedMerge(reply: MergeReply): Moved {
  return [
    reply,
    [...reply.segments, ...reply.lateRows, ...reply.droppedRows].map(({ bytes }) => bytes.buffer)
  ]
}
