/**
 * Kafka's primitive types, big endian. Versions of requests that are called flexible write lengths as unsigned varints
 * of length + 1 (0: null) and end every structure with tagged fields, of which none is used here.
 */
export class Writer {
  #buffer: Buffer
  #length = 0

  /** @param size bytes to begin with; it grows */
  constructor(size = 256) {
    this.#buffer = Buffer.allocUnsafe(size)
  }

  int8(value: number): this {
    const at = this.#room(1)
    this.#buffer.writeInt8(value, at)
    return this
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0)
  }

  int16(value: number): this {
    const at = this.#room(2)
    this.#buffer.writeInt16BE(value, at)
    return this
  }

  int32(value: number): this {
    const at = this.#room(4)
    this.#buffer.writeInt32BE(value, at)
    return this
  }

  int64(value: number | string): this {
    const at = this.#room(8)
    this.#buffer.writeBigInt64BE(BigInt(value), at)
    return this
  }

  string(value: string | null): this {
    if (value === null) return this.int16(-1)
    const bytes = Buffer.from(value)
    return this.int16(bytes.length).raw(bytes)
  }

  /** Bytes behind their length. */
  bytes(value: Uint8Array): this {
    return this.int32(value.byteLength).raw(value)
  }

  array<T>(items: readonly T[], write: (item: T, writer: this) => void): this {
    this.int32(items.length)
    for (const item of items) write(item, this)
    return this
  }

  uvarint(value: number): this {
    for (let rest = value; ; rest >>>= 7) {
      if (rest < 0x80) return this.int8(rest)
      this.raw(Uint8Array.of((rest & 0x7f) | 0x80))
    }
  }

  compactString(value: string): this {
    const bytes = Buffer.from(value)
    return this.uvarint(bytes.length + 1).raw(bytes)
  }

  compactArray<T>(items: readonly T[], write: (item: T, writer: this) => void): this {
    this.uvarint(items.length + 1)
    for (const item of items) write(item, this)
    return this
  }

  /** 16 bytes, given as {@link Reader.uuid} answers. */
  uuid(id: string): this {
    return this.raw(Buffer.from(id, 'base64url'))
  }

  /** The end of a structure, or of a header: no tagged fields. */
  noTags(): this {
    return this.uvarint(0)
  }

  raw(bytes: Uint8Array): this {
    const at = this.#room(bytes.byteLength)
    this.#buffer.set(bytes, at)
    return this
  }

  /** What was written; a view. */
  finish(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  /** Makes room for `bytes` more, and says where they go. */
  #room(bytes: number): number {
    const at = this.#length
    const needed = at + bytes
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#buffer.length))
      larger.set(this.#buffer.subarray(0, at))
      this.#buffer = larger
    }
    this.#length = needed
    return at
  }
}

/** Reads what {@link Writer} writes. */
export class Reader {
  #at = 0
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  int8(): number {
    return this.#bytes.readInt8(this.#advance(1))
  }

  boolean(): boolean {
    return this.int8() !== 0
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#advance(2))
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#advance(4))
  }

  /** 64 bits, in practice below 2^53: offsets, times. */
  int64(): number {
    return Number(this.#bytes.readBigInt64BE(this.#advance(8)))
  }

  /** 64 bits, in decimal: ids. */
  id64(): string {
    return String(this.#bytes.readBigInt64BE(this.#advance(8)))
  }

  string(): string {
    return this.nullableString() ?? ''
  }

  nullableString(): string | null {
    const length = this.int16()
    return length < 0 ? null : this.#text(length)
  }

  /** A view; null where there are none. */
  bytes(): Buffer | null {
    const length = this.int32()
    if (length < 0) return null
    const at = this.#advance(length)
    return this.#bytes.subarray(at, at + length)
  }

  array<T>(read: () => T): T[] {
    return Array.from({ length: Math.max(0, this.int32()) }, read)
  }

  uvarint(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#advance(1))
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
  }

  compactString(): string {
    return this.#text(Math.max(0, this.uvarint() - 1))
  }

  /** A view; empty where there are none. */
  compactBytes(): Buffer {
    const length = Math.max(0, this.uvarint() - 1)
    const at = this.#advance(length)
    return this.#bytes.subarray(at, at + length)
  }

  compactArray<T>(read: () => T): T[] {
    return Array.from({ length: Math.max(0, this.uvarint() - 1) }, read)
  }

  /** 16 bytes as Kafka's tools print them: base64url; null when all are zero. */
  uuid(): string | null {
    const at = this.#advance(16)
    const bytes = this.#bytes.subarray(at, at + 16)
    return bytes.every((byte) => byte === 0) ? null : bytes.toString('base64url')
  }

  /** Passes over the tagged fields at the end of a structure. */
  tags(): void {
    for (let left = this.uvarint(); left > 0; left--) {
      this.uvarint()
      this.#advance(this.uvarint())
    }
  }

  /** The tagged fields at the end of a structure, each to be read on its own. */
  tagged(): ReadonlyMap<number, Reader> {
    const fields = new Map<number, Reader>()
    for (let left = this.uvarint(); left > 0; left--) {
      const tag = this.uvarint()
      const length = this.uvarint()
      const at = this.#advance(length)
      fields.set(tag, new Reader(this.#bytes.subarray(at, at + length)))
    }
    return fields
  }

  #text(length: number): string {
    const at = this.#advance(length)
    return this.#bytes.toString('utf8', at, at + length)
  }

  #advance(length: number): number {
    const at = this.#at
    this.#at += length
    return at
  }
}
