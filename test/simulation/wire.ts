/** Reads a request's body as Kafka lays it out, big endian. */
export class WireReader {
  #at = 0

  constructor(readonly bytes: Buffer) {}

  int8(): number {
    return this.bytes.readInt8(this.#advance(1))
  }

  int16(): number {
    return this.bytes.readInt16BE(this.#advance(2))
  }

  int32(): number {
    return this.bytes.readInt32BE(this.#advance(4))
  }

  int64(): number {
    return Number(this.bytes.readBigInt64BE(this.#advance(8)))
  }

  boolean(): boolean {
    return this.int8() !== 0
  }

  string(): string {
    return this.nullableString() ?? ''
  }

  nullableString(): string | null {
    const length = this.int16()
    if (length < 0) return null
    const start = this.#advance(length)
    return this.bytes.toString('utf8', start, start + length)
  }

  /** Bytes behind their length; a view. */
  blob(): Buffer {
    const length = Math.max(0, this.int32())
    const start = this.#advance(length)
    return this.bytes.subarray(start, start + length)
  }

  uvarint(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes.readUInt8(this.#advance(1))
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }

  compactString(): string {
    const length = Math.max(0, this.uvarint() - 1)
    const start = this.#advance(length)
    return this.bytes.toString('utf8', start, start + length)
  }

  compactArray<T>(item: () => T): T[] {
    return Array.from({ length: Math.max(0, this.uvarint() - 1) }, item)
  }

  bytesOf(length: number): Buffer {
    const start = this.#advance(length)
    return this.bytes.subarray(start, start + length)
  }

  array<T>(item: () => T): T[] {
    return Array.from({ length: Math.max(0, this.int32()) }, item)
  }

  #advance(length: number): number {
    const at = this.#at
    this.#at += length
    return at
  }
}

/** Writes a response's body as Kafka lays it out. */
export class WireWriter {
  readonly #parts: Buffer[] = []

  int8(value: number): this {
    return this.#write(1, (part) => part.writeInt8(value))
  }

  int16(value: number): this {
    return this.#write(2, (part) => part.writeInt16BE(value))
  }

  int32(value: number): this {
    return this.#write(4, (part) => part.writeInt32BE(value))
  }

  int64(value: number): this {
    return this.#write(8, (part) => part.writeBigInt64BE(BigInt(value)))
  }

  string(value: string | null): this {
    if (value === null) return this.int16(-1)
    const bytes = Buffer.from(value)
    this.int16(bytes.length)
    this.#parts.push(bytes)
    return this
  }

  blob(value: Uint8Array): this {
    this.int32(value.byteLength)
    this.#parts.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
    return this
  }

  uvarint(value: number): this {
    for (let rest = value; ; rest >>>= 7) {
      this.#parts.push(Buffer.from([rest < 0x80 ? rest : (rest & 0x7f) | 0x80]))
      if (rest < 0x80) return this
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

  raw(bytes: Buffer): this {
    this.#parts.push(bytes)
    return this
  }

  array<T>(items: readonly T[], write: (item: T, writer: this) => void): this {
    this.int32(items.length)
    for (const item of items) write(item, this)
    return this
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts)
  }

  #write(length: number, write: (part: Buffer) => void): this {
    const part = Buffer.alloc(length)
    write(part)
    this.#parts.push(part)
    return this
  }
}
