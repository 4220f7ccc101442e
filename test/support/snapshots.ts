import type { KeyGroupState, SnapshotContents } from '../../src/state/snapshot.js'

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
    contract: 2,
    keyGroups: 128,
    groups: [
      { keyGroup: 3, blocks: Buffer.from(text) },
      { keyGroup: 127, blocks: Buffer.from(text.repeat(1000)) }
    ]
  }
}

/** Pieces of state of neighbouring key groups. */
export function groupsOf(...pieces: readonly Uint8Array[]): KeyGroupState[] {
  return pieces.map((blocks, keyGroup) => ({ keyGroup, blocks }))
}

/** As something that is quick to compare: the state as text. */
export function comparable(contents: SnapshotContents): object {
  return {
    ...contents,
    groups: contents.groups.map(({ keyGroup, blocks }) => [keyGroup, Buffer.from(blocks).toString('base64')])
  }
}
