import { writtenCrc, type RecordBatch } from './record-batch.js'

/**
 * A digest of what lies in a range of offsets of one partition: the sum, modulo 2^32, of the checksums of the batches
 * whose last offset lies in it. A batch counts in one range alone, so the digests of ranges that join add up, however
 * they are cut; no byte of a record is looked at, for a batch's own checksum covers them all.
 */
export function digestOf(batches: Iterable<Pick<RecordBatch, 'bytes'>>): number {
  let sum = 0
  for (const batch of batches) sum = addDigests(sum, writtenCrc(batch))
  return sum
}

/**
 * The digest of two ranges together.
 *
 * @testing digests of pieces add up
 */
export function addDigests(a: number, b: number): number {
  return (a + b) >>> 0
}
