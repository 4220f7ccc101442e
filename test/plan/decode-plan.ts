/** A reader of the binary plan, written from the layout drawn in src/plan/contract and not from the encoder. */

export const NONE = 0xffffffff
const NULL_LENGTH = 0xffffffff

const TYPES = ['BOOLEAN', 'BIGINT', 'DOUBLE', 'STRING', 'TIMESTAMP']
const COMPARISONS = ['EQ', 'NE', 'LT', 'LE', 'GT', 'GE']

export interface DecodedInstruction {
  op: number
  dst: number
  a: number
  b: number
  c: number
  sel: number
}

export interface DecodedJob {
  kind: number
  selection: number
  windowKind: number
  allRows: number
  size: bigint
  slide: bigint
  gap: bigint
  /** [type, register] */
  keys: number[][]
  /** [code, register, input type, flags, param] */
  aggregates: number[][]
  columns: { register: number; type: number; flags: number; prefix: string }[]
  /** [source, index, param, register] */
  groupColumns: number[][]
  firstInstruction: number
  instructionCount: number
}

export interface DecodedTrie {
  field: number
  children: Record<string, DecodedTrie>
}

export class PlanReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  word(at: number): number {
    return this.#view.getUint32(at, true)
  }

  words(at: number, count: number): number[] {
    return Array.from({ length: count }, (_, i) => this.word(at + 4 * i))
  }

  int64(at: number): bigint {
    return this.#view.getBigInt64(at, true)
  }

  float64(at: number): number {
    return this.#view.getFloat64(at, true)
  }

  text(at: number, length: number): string {
    return new TextDecoder('utf-8', { fatal: true }).decode(this.#bytes.subarray(at, at + length))
  }

  header(): number[] {
    return this.words(0, 16)
  }

  headerWord(index: number): number {
    return this.word(4 * index)
  }

  registers(): number[] {
    return this.words(this.headerWord(9), this.headerWord(8))
  }

  instructions(): DecodedInstruction[] {
    return Array.from({ length: this.headerWord(12) }, (_, i) => {
      const at = this.headerWord(13) + 32 * i
      const field = (index: number) => this.word(at + 4 * index)
      return { op: field(0), dst: field(1), a: field(2), b: field(3), c: field(4), sel: field(5) }
    })
  }

  trie(at = this.headerWord(5)): DecodedTrie {
    const children: Record<string, DecodedTrie> = {}
    for (let i = 0; i < this.word(at + 4); i++) {
      const entry = at + 8 + 12 * i
      children[this.text(this.word(entry), this.word(entry + 4))] = this.trie(this.word(entry + 8))
    }
    return { field: this.word(at), children }
  }

  jobs(): DecodedJob[] {
    return Array.from({ length: this.headerWord(14) }, (_, i) => this.#job(this.headerWord(15) + 96 * i))
  }

  #job(at: number): DecodedJob {
    const field = (index: number) => this.word(at + 4 * index)
    const entries = (countAt: number, words: number) =>
      Array.from({ length: field(countAt) }, (_, i) => field(countAt + 1) + 4 * words * i)
    return {
      kind: field(0),
      selection: field(1),
      windowKind: field(2),
      allRows: field(3),
      size: this.int64(at + 16),
      slide: this.int64(at + 24),
      gap: this.int64(at + 32),
      keys: entries(10, 2).map((entry) => this.words(entry, 2)),
      aggregates: entries(12, 8).map((entry) => [...this.words(entry, 4), this.float64(entry + 16)]),
      columns: entries(14, 8).map((entry) => {
        const [register = 0, type = 0, flags = 0, prefix = 0, length = 0] = this.words(entry, 5)
        return { register, type, flags, prefix: this.text(prefix, length) }
      }),
      groupColumns: entries(16, 4).map((entry) => this.words(entry, 4)),
      firstInstruction: field(18),
      instructionCount: field(19)
    }
  }
}

/**
 * The instructions of a plan, one line each, e.g. `r7 = EQ_K STRING event.type 'page_view' on s1`: r registers,
 * s selections, fields by their paths.
 */
export function disassemble(bytes: Uint8Array, fields: readonly { readonly path: string }[]): string[] {
  const reader = new PlanReader(bytes)
  const register = (number: number) => fields[number]?.path ?? `r${String(number)}`
  return reader.instructions().map((instruction) => {
    const target = instruction.op === 0 ? `s${String(instruction.dst)}` : register(instruction.dst)
    return `${target} = ${operation(reader, instruction, register)} on s${String(instruction.sel)}`
  })
}

function operation(reader: PlanReader, i: DecodedInstruction, register: (number: number) => string): string {
  const type = TYPES[i.c & 0xff] ?? '?'
  if (i.op === 0) return `FILTER ${register(i.a)}`
  if (i.op === 1) {
    const own = TYPES[reader.registers()[i.dst] ?? -1] ?? '?'
    return `CONST ${own} ${constant(reader, own, i.a, i.b)}`
  }
  if (i.op >= 10 && i.op <= 15)
    return `${String(COMPARISONS[i.op - 10])} ${type} ${register(i.a)} ${register(i.b)}`
  if (i.op >= 20 && i.op <= 25) {
    return `${String(COMPARISONS[i.op - 20])}_K ${type} ${register(i.a)} ${constant(reader, type, i.b, i.c >>> 8)}`
  }
  if (i.op === 30) {
    const items = Array.from({ length: reader.word(i.b) }, (_, n) => {
      const at = i.b + 4 + 8 * n
      return type === 'STRING'
        ? constant(reader, type, reader.word(at), reader.word(at + 4))
        : constant(reader, type, at, 0)
    })
    return `IN_K ${type} ${register(i.a)} [${items.join(', ')}]`
  }
  if (i.op === 31) return `LIKE_K ${register(i.a)} '${pattern(reader, i.b)}'`
  if (i.op === 40 || i.op === 41) return `${i.op === 40 ? 'AND' : 'OR'} ${register(i.a)} ${register(i.b)}`
  if (i.op === 42) return `NOT ${register(i.a)}`
  if (i.op === 43 || i.op === 44) return `${i.op === 43 ? 'IS_NULL' : 'IS_NOT_NULL'} ${type} ${register(i.a)}`
  if (i.op === 50) {
    const words = reader.words(i.a + 4, 2 * reader.word(i.a) + 1).map(register)
    const branches = Array.from({ length: reader.word(i.a) }, (_, n) =>
      words.slice(2 * n, 2 * n + 2).join(':')
    )
    return `CASE ${type} ${branches.join(' ')} else ${String(words.at(-1))}`
  }
  if (i.op === 51)
    return `COALESCE ${type} ${reader
      .words(i.a + 4, reader.word(i.a))
      .map(register)
      .join(' ')}`
  if (i.op === 60) return `CAST ${register(i.a)} ${String(TYPES[i.b])} to ${type}`
  if (i.op === 100) return `ABS ${register(i.a)}`
  throw new Error(`unknown operation ${String(i.op)}`)
}

function constant(reader: PlanReader, type: string, at: number, length: number): string {
  if (type === 'BOOLEAN') return ['false', 'true', 'null'][reader.word(at)] ?? '?'
  if (length === NULL_LENGTH) return 'null'
  if (type === 'STRING') return `'${reader.text(at, length)}'`
  return String(type === 'DOUBLE' ? reader.float64(at) : reader.int64(at))
}

function pattern(reader: PlanReader, at: number): string {
  const [count = 0, anchoredStart, anchoredEnd] = reader.words(at, 3)
  const parts = Array.from({ length: count }, (_, n) => {
    return reader.text(reader.word(at + 12 + 8 * n), reader.word(at + 16 + 8 * n))
  })
  return `${anchoredStart === 1 ? '' : '%'}${parts.join('%')}${anchoredEnd === 1 ? '' : '%'}`
}
