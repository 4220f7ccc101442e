import { describe, expect, it } from 'vitest'
import type { Commit, Sink } from '../../../src/connectors/connector.js'
import type { JournalRecord, SnapshotRef } from '../../../src/connectors/journal.js'
import { Committer, type CompletedEpoch } from '../../../src/engine/commit/committer.js'
import { OWNER } from '../../support/commits.js'
import { FakeClock, settle } from '../../support/fake-clock.js'

class RecordingSink implements Sink {
  readonly storesPositions = true
  readonly commits: Commit[] = []
  /** While set, commits wait for it. */
  gate: Promise<void> | undefined

  async open(): Promise<JournalRecord | null> {
    return null
  }

  async commit(commit: Commit): Promise<void> {
    await this.gate
    this.commits.push(commit)
  }

  /** What {@link confirm} rejects with. */
  overtaken: Error | undefined
  confirmed = 0

  async confirm(): Promise<void> {
    this.confirmed++
    if (this.overtaken !== undefined) throw this.overtaken
  }

  async close(): Promise<void> {
    return
  }
}

function epoch(number: number, rowBytes = 10): CompletedEpoch {
  const segments = rowBytes === 0 ? [] : [{ sink: 'out', count: 1, bytes: new Uint8Array(rowBytes) }]
  return {
    journal: {
      epoch: number,
      ranges: [['events', 0, number, number + 1, 0, 1, 7]],
      watermarks: [],
      rows: {}
    },
    segments,
    positions: [['events', 0, number + 1]],
    maxTimestamps: []
  }
}

function setUp({ announces = false, snapshots = [] as SnapshotRef[] } = {}) {
  const clock = new FakeClock(1000)
  const sink = new RecordingSink()
  const failures: unknown[] = []
  const committer = new Committer({
    sink,
    clock,
    intervalMs: 50,
    announces,
    stamp: () => ({ snapshots: [...snapshots], jobs: [], base: 0, owner: OWNER, sources: [] }),
    onCommitted: () => undefined,
    onFailure: (error) => failures.push(error)
  })
  const epochs = () => sink.commits.map((commit) => commit.journal.epochs.map((entry) => entry.epoch))
  return { clock, sink, committer, failures, epochs }
}

describe('Committer', () => {
  it('commits at once after a quiet spell', async () => {
    const { committer, epochs } = setUp()
    committer.add(epoch(1))
    await settle()
    expect(epochs()).toEqual([[1]])
  })

  it('puts what comes within the interval into one transaction, in order', async () => {
    const { clock, committer, sink, epochs } = setUp()
    committer.add(epoch(1))
    await settle()
    committer.add(epoch(2))
    await clock.advance(30)
    committer.add(epoch(3))
    expect(epochs()).toEqual([[1]])
    await clock.advance(20)
    expect(epochs()).toEqual([[1], [2, 3]])
    expect(sink.commits[1]?.journal.positions).toEqual([['events', 0, 4]])
  })

  it('has one transaction under way at a time', async () => {
    const { clock, committer, sink, epochs } = setUp()
    let open: () => void = () => undefined
    sink.gate = new Promise((resolve) => (open = resolve))
    committer.add(epoch(1))
    await clock.advance(500)
    committer.add(epoch(2))
    await clock.advance(500)
    expect(epochs()).toEqual([])
    open()
    await clock.advance(100)
    expect(epochs()).toEqual([[1], [2]])
  })

  it('lets epochs without rows wait for a second', async () => {
    const { clock, committer, epochs } = setUp()
    committer.add(epoch(1))
    await settle()
    committer.add(epoch(2, 0))
    await clock.advance(900)
    expect(epochs()).toEqual([[1]])
    await clock.advance(100)
    expect(epochs()).toEqual([[1], [2]])
  })

  it('announces epochs in a transaction of their own where it is told to, and writes their rows in the next', async () => {
    const { clock, committer, sink, epochs } = setUp({ announces: true })
    committer.add(epoch(1))
    committer.add(epoch(2))
    await clock.advance(100)
    expect(epochs()).toEqual([[1], [1], [2], [2]])
    expect(sink.commits.map(({ journal }) => journal.announced)).toEqual([true, undefined, true, undefined])
    expect(sink.commits.map(({ segments }) => segments.length)).toEqual([0, 1, 0, 1])
    committer.add(epoch(3, 0))
    await clock.advance(1000)
    expect(epochs().slice(4)).toEqual([[3]])
  })

  it('names the snapshots of the record before when all that are left need its rows', async () => {
    const snapshots: SnapshotRef[] = [{ id: 'old', epoch: 0 }]
    const { clock, committer, sink } = setUp({ announces: true, snapshots })
    committer.add(epoch(1))
    await clock.advance(100)
    snapshots.splice(0, 1, { id: 'new', epoch: 2 })
    committer.add(epoch(2))
    await clock.advance(100)
    const named = sink.commits.map(({ journal }) => journal.snapshots.map(({ id }) => id))
    expect(named.slice(2)).toEqual([['old'], ['new']])
  })

  it('names only snapshots in an announcement that do not need its rows', async () => {
    const snapshots = [2, 1, 0].map((number) => ({ id: `snapshot ${number}`, epoch: number }))
    const { clock, committer, sink } = setUp({ announces: true, snapshots })
    committer.add(epoch(1))
    await clock.advance(100)
    const named = sink.commits.map(({ journal }) => journal.snapshots.map((snapshot) => snapshot.epoch))
    expect(named).toEqual([[0], [2, 1, 0]])
  })

  it('flushes what waits without regard to the interval', async () => {
    const { committer, epochs } = setUp()
    committer.add(epoch(1))
    committer.add(epoch(2, 0))
    await committer.flush()
    expect(epochs()).toEqual([[1], [2]])
  })

  it('says when too much waits', async () => {
    const { committer, sink } = setUp()
    sink.gate = new Promise(() => undefined)
    committer.add(epoch(1))
    expect(committer.hasRoom).toBe(true)
    committer.add(epoch(2, 65 * 1024 * 1024))
    expect(committer.hasRoom).toBe(false)
  })

  it('hands a failed commit over', async () => {
    const { committer, sink, failures } = setUp()
    sink.gate = Promise.reject(new Error('broker gone'))
    committer.add(epoch(1))
    await settle()
    expect(failures).toEqual([new Error('broker gone')])
  })

  it('asks the sink, when nothing was committed for a while, whether another instance took over', async () => {
    const { clock, sink, committer, failures } = setUp()
    committer.start()
    await clock.advance(4000)
    committer.add(epoch(1))
    await clock.advance(4000)
    expect(sink.confirmed).toBe(0)
    await clock.advance(2000)
    expect(sink.confirmed).toBe(1)
    expect(failures).toEqual([])
    sink.overtaken = new Error('another instance took over')
    await clock.advance(5000)
    expect(failures).toEqual([sink.overtaken])
    committer.stop()
    await clock.advance(20_000)
    expect(sink.confirmed).toBe(2)
  })
})
