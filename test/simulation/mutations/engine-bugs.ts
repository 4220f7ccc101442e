import type { PlantedBug } from './planted-bug.js'

/** In the engine. */
export const ENGINE_BUGS: readonly PlantedBug[] = [
  {
    name: 'the journal is trimmed to the newest snapshot',
    file: 'engine/commit/after-commit.ts',
    find: 'undefined : journal.snapshots.at(-1)',
    replace: 'undefined : journal.snapshots[0]',
    check: { kind: 'simulation', theme: 'damaged snapshots', seeds: 6000 }
  },
  {
    name: 'the journal is trimmed before three snapshots are there',
    file: 'engine/commit/after-commit.ts',
    find: 'journal.snapshots.length < SNAPSHOTS_KEPT ?',
    replace: 'journal.snapshots.length < 1 ?',
    check: { kind: 'simulation', theme: 'damaged snapshots', seeds: 6000 }
  },
  {
    name: 'two snapshots are stored at a time',
    file: 'engine/commit/snapshotter.ts',
    find: 'return this.#saving === undefined && this.#options.clock',
    replace: 'return this.#options.clock',
    check: { kind: 'simulation', theme: 'slow snapshots', seeds: 6000 }
  },
  {
    name: 'a damaged snapshot is still named after recovery',
    file: 'engine/recovery/recover.ts',
    find: 'snapshots: journal.snapshots.slice(index) }',
    replace: 'snapshots: journal.snapshots }',
    check: { kind: 'simulation', theme: 'damaged snapshots', seeds: 6000 }
  },
  {
    name: 'rows that are owed are not written',
    file: 'engine/recovery/recover.ts',
    find: 'if (epoch.epoch >= firstOwed) owedRows.push(...replayed.segments)',
    replace: 'if (epoch.epoch > firstOwed) owedRows.push(...replayed.segments)',
    check: { kind: 'simulation', seeds: 2000 }
  },
  {
    name: 'epochs are not announced',
    file: 'engine/commit/committer.ts',
    find: 'if (announces && commit.segments.length > 0) {',
    replace: 'if (announces && commit.segments.length < 0) {',
    check: { kind: 'simulation', seeds: 4000 }
  },
  {
    name: 'an announcement names snapshots that its own rows are needed for',
    file: 'engine/commit/committer.ts',
    find: '.filter(({ epoch }) => epoch < first && epoch >= journal.base)',
    replace: '.filter(({ epoch }) => epoch >= journal.base)',
    check: { kind: 'simulation', seeds: 6000 }
  },
  {
    name: 'an announcement forgets what the last record named',
    file: 'engine/commit/committer.ts',
    find: 'new Map([...journal.snapshots, ...named].map(',
    replace: 'new Map([...journal.snapshots, ...named.slice(0, 0)].map(',
    check: { kind: 'simulation', seeds: 12_000 }
  },
  {
    name: 'positions of quiet partitions are not written down',
    file: 'engine/standing.ts',
    find: 'if (!this.#positions.has(source, partition)) this.#positions.set(source, partition, offset)',
    replace: 'if (offset < 0) this.#positions.set(source, partition, offset)',
    check: { kind: 'simulation', theme: 'beginnings', seeds: 4000 }
  },
  {
    name: 'silence that nobody looked at makes a partition idle',
    file: 'engine/epoch/watermarks.ts',
    find: 'if (emptyAt >= deadline) state.isIdle = true',
    replace: 'if (now >= deadline || emptyAt >= deadline) state.isIdle = true',
    check: { kind: 'simulation', theme: 'pauses', seeds: 6000 }
  },
  {
    name: 'no partition is ever idle',
    file: 'engine/epoch/watermarks.ts',
    find: 'if (timeout === 0 || state.isIdle) continue',
    replace: 'if (timeout >= 0 || state.isIdle) continue',
    check: { kind: 'simulation', theme: 'quiet partitions', seeds: 1000 }
  },
  {
    name: 'the watermark is that of the fastest partition',
    file: 'engine/epoch/watermarks.ts',
    find: 'least = Math.min(least, Math.max(state.maxTimestamp, observed) - delay)',
    replace:
      'least = Math.max(least === Infinity ? -Infinity : least, state.maxTimestamp - delay, observed - delay)',
    check: { kind: 'simulation', seeds: 1000 }
  },
  {
    name: 'greatest timestamps are forgotten over a restart',
    file: 'engine/epoch/watermarks.ts',
    find: '      this.#state(source, partition).maxTimestamp = maxTimestamp\n',
    replace: '',
    check: { kind: 'test', file: 'engine/epoch/watermarks.test.ts', test: 'restores what a journal kept' }
  },
  {
    name: 'the time of arrival follows a clock that is set back',
    file: 'engine/epoch/arrival-clock.ts',
    find: 'this.#time = Math.max(wall, this.#time + passed / 2)',
    replace: 'this.#time = wall',
    check: { kind: 'simulation', theme: 'wall clock', seeds: 4000 }
  },
  {
    name: 'ranges with another time of arrival are joined',
    file: 'engine/commit/journal-ranges.ts',
    find: 'if (last?.[3] === fromOffset && last[4] === time) {',
    replace: 'if (last?.[3] === fromOffset) {',
    check: { kind: 'simulation', seeds: 4000 }
  },
  {
    name: 'the bound on the future is not replayed',
    file: 'engine/scan/scan-gate.ts',
    find: 'this.#processingTime || time === 0 ? Number.POSITIVE_INFINITY : time',
    replace: 'this.#processingTime || time >= 0 ? Number.POSITIVE_INFINITY : time',
    check: { kind: 'test', file: 'engine/recovery/far-future.test.ts', test: 'is replayed as it was judged' }
  },
  {
    name: 'what was read is not compared in replay',
    file: 'engine/recovery/verify.ts',
    find: 'if (found !== records) {',
    replace: 'if (found < 0) {',
    check: {
      kind: 'test',
      file: 'engine/recovery/recover.test.ts',
      test: 'refuses to go on over input that is gone'
    }
  },
  {
    name: 'the digest of what was read is not compared',
    file: 'engine/recovery/verify.ts',
    find: 'if (foundDigest !== digest) {',
    replace: 'if (foundDigest < 0) {',
    check: {
      kind: 'test',
      file: 'engine/recovery/recover.test.ts',
      test: 'refuses other records at the offsets'
    }
  },
  {
    name: 'a replay begins where the journal stands',
    file: 'engine/recovery/start-positions.ts',
    find: '[...(snapshot?.positions ?? []), ...firsts, ...journal.positions]',
    replace: '[...journal.positions, ...(snapshot?.positions ?? []), ...firsts]',
    check: { kind: 'simulation', seeds: 500 }
  },
  {
    name: 'a changed job keeps its state',
    file: 'engine/recovery/job-match.ts',
    find: 'if (now.fingerprint !== fingerprint) {',
    replace: 'if (now.fingerprint.length !== fingerprint.length) {',
    check: { kind: 'simulation', theme: 'changed jobs', seeds: 4000 }
  },
  {
    name: 'the state of a job that is dropped comes back',
    file: 'engine/recovery/job-match.ts',
    find: '      numbers.delete(name)\n',
    replace: '',
    check: { kind: 'simulation', theme: 'changed jobs', seeds: 6000 }
  },
  {
    name: 'a source that is too short is waited for',
    file: 'engine/recovery/end-watch.ts',
    find: 'if (now - first >= PATIENCE_MS) throw error',
    replace: 'if (now - first >= Infinity) throw error',
    check: {
      kind: 'test',
      file: 'engine/recovery/recover.test.ts',
      test: 'when a partition ends before the journal'
    }
  }
]
