import type { SnapshotContents } from '../../src/state/snapshot.js'

/** A snapshot with something in every part. */
export function snapshotOf(epoch: number, text = `state of epoch ${epoch}`): SnapshotContents {
  return {
    epoch,
    watermarks: [['events', 1_700_000_000_000 + epoch]],
    positions: [
      ['events', 0, epoch * 100],
      ['events', 1, epoch * 90]
    ],
    maxTimestamps: [['events', 0, 1_700_000_010_000]],
    jobs: [
      ['EventAggregator', '0123456789abcdef'],
      ['Sessions', 'fedcba9876543210']
    ],
    checksum: '00ff00ff00ff00ff',
    shards: [Buffer.from(text), Buffer.from(text.repeat(1000))]
  }
}

/** As something that is quick to compare: the shards as text. */
export function comparable(contents: SnapshotContents): object {
  return { ...contents, shards: contents.shards.map((shard) => Buffer.from(shard).toString('base64')) }
}
