import { crc32c } from '@node-rs/crc32'
import { randomBytes } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { decodeSnapshot, encodeSnapshot, type SnapshotContents } from '../../src/state/snapshot.js'
import { groupsOf, snapshotOf } from '../support/snapshots.js'

async function roundTrip(contents: SnapshotContents): Promise<SnapshotContents> {
  return decodeSnapshot(await encodeSnapshot(contents))
}

describe('a snapshot in bytes', () => {
  it('comes back as it was', async () => {
    const contents = snapshotOf(7)
    expect(await roundTrip(contents)).toEqual(contents)
  })

  it('holds no watermark, the end of time, empty groups and no groups', async () => {
    for (const watermark of [null, Number.MAX_SAFE_INTEGER, -62_135_596_800_000]) {
      const watermarks = [['events', watermark] as const]
      expect((await roundTrip({ ...snapshotOf(1), watermarks })).watermarks).toEqual(watermarks)
    }
    const empty = { ...snapshotOf(1), groups: groupsOf(new Uint8Array(), Buffer.from('x'), new Uint8Array()) }
    expect((await roundTrip(empty)).groups.map(({ blocks }) => Buffer.from(blocks).toString())).toEqual([
      '',
      'x',
      ''
    ])
    expect((await roundTrip({ ...snapshotOf(1), groups: [] })).groups).toEqual([])
  })

  it('has its state by key group, whatever the order of the pieces was', async () => {
    const pieces = [5, 0, 5, 127].map((keyGroup, index) => ({ keyGroup, blocks: Buffer.from(String(index)) }))
    const { groups } = await roundTrip({ ...snapshotOf(1), groups: pieces })
    expect(groups.map(({ keyGroup, blocks }) => [keyGroup, Buffer.from(blocks).toString()])).toEqual([
      [0, '1'],
      [5, '02'],
      [127, '3']
    ])
  })

  it('cuts large key groups into blocks; what cannot be compressed is kept as it is', async () => {
    const pieces = [Buffer.alloc(9 << 20, 'abcdefgh'), randomBytes((4 << 20) + 1), randomBytes(100)]
    const bytes = await encodeSnapshot({ ...snapshotOf(1), groups: groupsOf(...pieces) })
    const small = Array.from({ length: 1000 }, () => ({ keyGroup: 1, blocks: randomBytes(9_000) }))
    const [joined] = (await roundTrip({ ...snapshotOf(1), groups: small })).groups
    expect(Buffer.concat(small.map(({ blocks }) => blocks)).equals(joined!.blocks)).toBe(true)
    expect(bytes.byteLength).toBeLessThan(pieces[1]!.length + (1 << 20))
    const decoded = await decodeSnapshot(bytes)
    expect(decoded.groups.map(({ blocks }, index) => Buffer.from(blocks).equals(pieces[index]!))).toEqual([
      true,
      true,
      true
    ])
  })

  it('takes no turn of the event loop for long', async () => {
    const pieces = [0, 1].map((seed) => Buffer.alloc(32 << 20, randomBytes(1000 + seed)))
    let longest = 0
    let last = performance.now()
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 1)
    await encodeSnapshot({ ...snapshotOf(1), groups: groupsOf(...pieces) })
    clearInterval(timer)
    expect(longest).toBeLessThan(250)
  })

  it('shows every flipped bit', async () => {
    const bytes = Buffer.from(
      await encodeSnapshot({ ...snapshotOf(3), groups: groupsOf(Buffer.from('small state')) })
    )
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes)
      flipped[at]! ^= 1 << (at % 8)
      await expect(decodeSnapshot(flipped, 'of a test'), `byte ${at}`).rejects.toMatchObject({
        code: 'SNAPSHOT_DAMAGED',
        params: { id: 'of a test' }
      })
    }
  })

  it('shows every cut, and bytes that follow', async () => {
    const bytes = Buffer.from(
      await encodeSnapshot({ ...snapshotOf(3), groups: groupsOf(Buffer.from('small state')) })
    )
    for (let length = 0; length < bytes.length; length++) {
      await expect(decodeSnapshot(bytes.subarray(0, length))).rejects.toMatchObject({
        code: 'SNAPSHOT_DAMAGED'
      })
    }
    await expect(decodeSnapshot(Buffer.concat([bytes, Buffer.from('!')]))).rejects.toMatchObject({
      code: 'SNAPSHOT_DAMAGED'
    })
  })

  it('says which version it does not know', async () => {
    const bytes = Buffer.from(await encodeSnapshot(snapshotOf(3)))
    bytes.writeUInt32LE(3, 8)
    bytes.writeUInt32LE(crc32c(bytes.subarray(0, -4)), bytes.length - 4)
    await expect(decodeSnapshot(bytes, 'x')).rejects.toMatchObject({
      code: 'SNAPSHOT_VERSION',
      params: { id: 'x', found: 3, known: 2 }
    })
  })
})
