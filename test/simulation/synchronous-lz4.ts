import { createRequire } from 'node:module'

/**
 * lz4-napi compresses in libuv's threads: real time, which a simulation must not wait for. Imported before all else,
 * this makes the same functions do the same work at once.
 */
interface Lz4 {
  compress(data: Buffer): Promise<Buffer>
  uncompress(data: Buffer): Promise<Buffer>
  compressSync(data: Buffer): Buffer
  uncompressSync(data: Buffer): Buffer
}

const lz4 = createRequire(import.meta.url)('lz4-napi') as Lz4
lz4.compress = async (data) => lz4.compressSync(data)
lz4.uncompress = async (data) => lz4.uncompressSync(data)
