import type { PlantedBug } from './planted-bug.js'

const DIRECTORY = 'state/directory-store.ts'

/** In what keeps snapshots. */
export const STATE_BUGS: readonly PlantedBug[] = [
  {
    name: 'a rename is not forced to the disk',
    file: DIRECTORY,
    find: '    await this.#files.syncDirectory(this.#path)\n  }',
    replace: '  }',
    check: { kind: 'simulation', theme: 'crashes', seeds: 6000 }
  },
  {
    name: 'a snapshot is written under its own name at once',
    file: DIRECTORY,
    find: 'const unfinished = join(this.#path, name + UNFINISHED)',
    replace: 'const unfinished = join(this.#path, name)',
    check: { kind: 'test', file: 'state/directory-store.test.ts', test: 'leaves those before' }
  },
  {
    name: 'snapshots that are still named are removed',
    file: 'state/snapshot-store.ts',
    find: 'return epoch < newest.epoch && named.every((snapshot) => snapshot.id !== id)',
    replace: 'return epoch < newest.epoch',
    check: { kind: 'simulation', theme: 'damaged snapshots', seeds: 6000 }
  },
  {
    name: 'snapshots that are not named yet are removed',
    file: 'state/snapshot-store.ts',
    find: 'return epoch < newest.epoch && named.every((snapshot) => snapshot.id !== id)',
    replace: 'return named.every((snapshot) => snapshot.id !== id)',
    check: { kind: 'simulation', seeds: 4000 }
  },
  {
    name: 'one snapshot is kept',
    file: 'engine/commit/snapshotter.ts',
    find: '...this.#refs].slice(0, SNAPSHOTS_KEPT)',
    replace: '...this.#refs].slice(0, 1)',
    check: { kind: 'test', file: 'engine/recovery/recover.test.ts', test: 'uses the snapshot before' }
  },
  {
    name: 'the checksum of a snapshot is not looked at',
    file: 'state/snapshot.ts',
    find: '    verify(buffer, id)\n',
    replace: '',
    check: { kind: 'test', file: 'state/snapshot.test.ts', test: 'shows every flipped bit' }
  },
  {
    name: 'a snapshot in the topic is stored before its last record is',
    file: 'connectors/kafka/snapshots/snapshot-topic.ts',
    find: 'await this.#append({ key: chunkKey({ id: own.id, chunk: null }), value: encodeEnd(end) }, deadline)',
    replace:
      'void this.#append({ key: chunkKey({ id: own.id, chunk: null }), value: encodeEnd(end) }, deadline).catch(() => undefined)',
    check: { kind: 'simulation', seeds: 4000 }
  }
]
