import { describe, expect, it } from 'vitest'
import { cutByKeyGroup, renumberJobs, shardOf } from '../../../src/engine/merge/partial-blocks.js'

/** | keyGroup u32 | job u32 | rows u32 | bytes u32 | rows … | */
function block(keyGroup: number, job: number, rows: string): Buffer {
  const header = Buffer.alloc(16)
  for (const [index, word] of [keyGroup, job, 1, rows.length].entries()) header.writeUInt32LE(word, 4 * index)
  return Buffer.concat([header, Buffer.from(rows)])
}

describe('blocks of partial rows', () => {
  it('are cut by key group, neighbours together', () => {
    const blocks = [block(3, 0, 'a'), block(3, 1, 'bb'), block(7, 0, ''), block(3, 0, 'ccc')]
    const pieces = cutByKeyGroup(Buffer.concat(blocks))
    expect(pieces.map(({ keyGroup }) => keyGroup)).toEqual([3, 7, 3])
    expect(pieces.map(({ blocks: piece }) => Buffer.from(piece))).toEqual([
      Buffer.concat(blocks.slice(0, 2)),
      blocks[2],
      blocks[3]
    ])
    expect(cutByKeyGroup(new Uint8Array())).toEqual([])
  })

  it('get the numbers that jobs have now; those of jobs that are no more are passed over', () => {
    const blocks = Buffer.concat([block(1, 0, 'a'), block(1, 1, 'bb')])
    renumberJobs(blocks, (job) => [undefined, 4][job])
    expect(blocks).toEqual(Buffer.concat([block(1, 0xffffffff, 'a'), block(1, 4, 'bb')]))
  })
})

describe('key groups', () => {
  it.each([1, 2, 3, 5, 64, 128])('are owned by %i shards in neighbouring ranges, none without', (shards) => {
    const owners = Array.from({ length: 128 }, (_, keyGroup) => shardOf(keyGroup, 128, shards))
    expect(owners).toEqual([...owners].sort((a, b) => a - b))
    expect([...new Set(owners)]).toEqual(Array.from({ length: shards }, (_, shard) => shard))
  })
})
