import { MillraceError } from '../../src/errors.js'
import type { SnapshotContents } from '../../src/state/snapshot.js'
import type { SnapshotStore, StoredSnapshot } from '../../src/state/snapshot-store.js'

/** Snapshots in memory; a test may break or remove them. */
export class MemoryStore implements SnapshotStore {
  readonly stored = new Map<string, SnapshotContents>()
  readonly damaged = new Set<string>()
  /** While set, saving fails. */
  full = false

  async open(): Promise<void> {
    return
  }

  async save(contents: SnapshotContents): Promise<string> {
    if (this.full) throw new Error('no space left')
    const id = `snapshot-${contents.epoch}-${this.stored.size}`
    this.stored.set(id, {
      ...contents,
      groups: contents.groups.map(({ keyGroup, blocks }) => ({ keyGroup, blocks: blocks.slice() }))
    })
    return id
  }

  async list(): Promise<StoredSnapshot[]> {
    const all = [...this.stored].map(([id, { epoch }]) => ({ id, epoch }))
    return all.sort((a, b) => b.epoch - a.epoch)
  }

  async load(id: string): Promise<SnapshotContents> {
    const contents = this.stored.get(id)
    if (contents === undefined) throw new MillraceError('SNAPSHOT_MISSING', { id, place: 'memory' })
    if (this.damaged.has(id)) throw new MillraceError('SNAPSHOT_DAMAGED', { id, reason: 'a test broke it' })
    return {
      ...contents,
      groups: contents.groups.map(({ keyGroup, blocks }) => ({ keyGroup, blocks: blocks.slice() }))
    }
  }

  async removeOutdated(named: readonly StoredSnapshot[]): Promise<void> {
    const newest = named[0]?.epoch ?? 0
    for (const [id, { epoch }] of this.stored) {
      if (epoch < newest && named.every((snapshot) => snapshot.id !== id)) this.stored.delete(id)
    }
  }

  async close(): Promise<void> {
    return
  }
}
