import { inspect, isDeepStrictEqual } from 'node:util'
import * as layout from '../../../src/plan/contract/plan-layout.js'
import { NONE, NULL_LENGTH } from '../../../src/plan/contract/types.js'
import { TYPE_CODES } from '../../../src/plan/type-codes.js'
import { instantiateKernels } from '../../support/kernels.js'

/** The scanner in a module of its own, fed with plans and documents; its registers come back as plain values. */

export type FieldType = 'BOOLEAN' | 'BIGINT' | 'DOUBLE' | 'STRING' | 'TIMESTAMP'
export type Value = string | bigint | number | boolean | null

/** A member by its name, or an element of an array by its number, from 1 on. */
export type Step = string | number

export interface Field {
  readonly path: readonly Step[]
  readonly type: FieldType
}

interface ScannerExports {
  loadScanPlan(plan: number, length: number, shards: number): void
  reserveInput(bytes: number): number
  scanDocument(pointer: number, length: number, row: number): number
  registerData(register: number): number
  registerAux(register: number): number
  scratchReset(): void
  templatesEnable(on: number): void
  templateFits(): number
}

/** Null marks and lengths that no scan writes. */
const SPOILT = 0x77
const SPOILT_LENGTH = 0x77777777
const INPUT_BYTES = 1 << 20
/** What may stand around a document, to notice that more than it was read: bytes that would go on or end it. */
const SURROUNDINGS = ['\xfd', '"', '}', '0', ' ', '\\', ']}', '\0', '"}', '00}', 'e1}', '\xc3\xa9'].map(
  (text) => Buffer.from(text, 'latin1')
)

interface TrieNode {
  field: number
  readonly children: Map<Step, TrieNode>
}

export class Scanner {
  readonly #exports
  readonly #fields: readonly Field[]
  readonly #input: number

  constructor(fields: readonly Field[]) {
    this.#exports = instantiateKernels<ScannerExports>()
    this.#fields = fields
    const plan = encodePlan(fields)
    const pointer = this.#exports.reserveInput(plan.byteLength)
    this.#bytes(pointer, plan.byteLength).set(plan)
    this.#exports.loadScanPlan(pointer, plan.byteLength, 1)
    this.#input = this.#exports.reserveInput(INPUT_BYTES) >>> 0
  }

  /**
   * Parses a document: the fields' values in order, or undefined when it is malformed. It is parsed three times, which
   * must agree: by the scanner alone, with the templates of the documents before, and with its own template.
   * @param variation picks how the document is aligned and what stands around it
   * @throws Error when the scanner changed the document or a byte beside it
   */
  scan(document: Uint8Array | string, row = 0, variation = 0): Value[] | undefined {
    const bytes = typeof document === 'string' ? new TextEncoder().encode(document) : document
    this.#exports.templatesEnable(0)
    const expected = this.#scanOnce(bytes, row, variation)
    this.#exports.templatesEnable(1)
    for (const templates of ['those before', 'its own']) {
      const found = this.#scanOnce(bytes, row, variation)
      if (!isDeepStrictEqual(found, expected))
        throw new Error(
          `with templates (${templates}) ${inspect(found)}, by the scanner alone ${inspect(expected)}`
        )
    }
    return expected
  }

  /**
   * Parses documents one after the other with templates as they come, without the scanner's own answer beside it.
   * @returns how many of them a template fitted
   */
  fits(documents: Iterable<string>): number {
    const before = this.#exports.templateFits()
    for (const document of documents) this.#scanOnce(new TextEncoder().encode(document), 0, 0)
    return this.#exports.templateFits() - before
  }

  #scanOnce(bytes: Uint8Array, row: number, variation: number): Value[] | undefined {
    const offset = 1 + (variation % 16)
    const around = this.#bytes(this.#input, bytes.length + offset + 64)
    Buffer.from(around.buffer, around.byteOffset, around.length).fill(
      SURROUNDINGS[variation % SURROUNDINGS.length] ?? ''
    )
    around.set(bytes, offset)
    const before = around.slice()
    this.#spoil(row)
    const valid = this.#exports.scanDocument(this.#input + offset, bytes.length, row) !== 0
    if (Buffer.compare(before, this.#bytes(this.#input, before.length)) !== 0)
      throw new Error('the input changed')
    const values = valid ? this.read(row) : undefined
    this.#exports.scratchReset()
    return values
  }

  /** Marks a row's fields, to notice those that a scan leaves as they were. */
  #spoil(row: number): void {
    const view = new DataView(this.#exports.memory.buffer)
    for (const [register, { type }] of this.#fields.entries()) {
      const aux = this.#exports.registerAux(register) >>> 0
      if (type === 'STRING') view.setUint32(aux + row * 4, SPOILT_LENGTH, true)
      else if (type === 'BOOLEAN') view.setUint8((this.#exports.registerData(register) >>> 0) + row, SPOILT)
      else view.setUint8(aux + row, SPOILT)
    }
  }

  /** The fields' values of a row. Strings that needed decoding are gone after the scan that made them. */
  read(row: number): Value[] {
    return this.#fields.map((field, register) => this.#value(field.type, register, row))
  }

  #value(type: FieldType, register: number, row: number): Value {
    const view = new DataView(this.#exports.memory.buffer)
    const data = this.#exports.registerData(register) >>> 0
    const aux = this.#exports.registerAux(register) >>> 0
    if (type === 'STRING') {
      const length = view.getUint32(aux + row * 4, true)
      if (length === NULL_LENGTH) return null
      if (length === SPOILT_LENGTH) throw new Error(`register ${String(register)} was not written`)
      const text = this.#bytes(view.getUint32(data + row * 4, true), length)
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text)
    }
    const mark = view.getUint8(type === 'BOOLEAN' ? data + row : aux + row)
    if (mark === SPOILT) throw new Error(`register ${String(register)} was not written`)
    if (type === 'BOOLEAN') return [false, true, null][mark] ?? null
    if (mark !== 0) return null
    return type === 'DOUBLE' ? view.getFloat64(data + row * 8, true) : view.getBigInt64(data + row * 8, true)
  }

  #bytes(pointer: number, length: number): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, pointer >>> 0, length)
  }
}

/** A plan with fields, one selection and nothing to compute. */
export function encodePlan(fields: readonly Field[]): Uint8Array {
  const root = buildTrie(fields)
  const words: number[] = new Array<number>(layout.PLAN_HEADER_WORDS).fill(0)
  const registersOffset = words.length * 4
  words.push(...fields.map((field) => TYPE_CODES[field.type]))
  const keys: { at: number; key: Uint8Array }[] = []
  const trieOffset = writeNode(root, words, keys)
  words[layout.PLAN_AT_MAGIC] = layout.PLAN_MAGIC
  words[layout.PLAN_AT_VERSION] = layout.PLAN_VERSION
  words[layout.PLAN_AT_ROLE] = layout.ROLE_SCAN
  words[layout.PLAN_AT_FIELD_COUNT] = words[layout.PLAN_AT_REGISTER_COUNT] = fields.length
  words[layout.PLAN_AT_TRIE] = trieOffset
  words[layout.PLAN_AT_TIME_FIELD] = NONE
  words[layout.PLAN_AT_KEY_GROUPS] = 1
  words[layout.PLAN_AT_REGISTERS] = registersOffset
  words[layout.PLAN_AT_SELECTION_COUNT] = 1
  words[layout.PLAN_AT_INSTRUCTIONS] = words[layout.PLAN_AT_JOBS] = words.length * 4
  let length = words.length * 4
  for (const { at, key } of keys) {
    words[at] = length
    length += key.length
  }
  words[layout.PLAN_AT_LENGTH] = length
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  words.forEach((word, index) => view.setUint32(index * 4, word, true))
  for (const { at, key } of keys) bytes.set(key, words[at])
  return bytes
}

function buildTrie(fields: readonly Field[]): TrieNode {
  const root: TrieNode = { field: NONE, children: new Map() }
  fields.forEach((field, register) => {
    let node = root
    for (const key of field.path) {
      let child = node.children.get(key)
      if (child === undefined) node.children.set(key, (child = { field: NONE, children: new Map() }))
      node = child
    }
    node.field = register
  })
  return root
}

/** Writes a node and what is below it; returns its offset. Key offsets are filled in later. */
function writeNode(node: TrieNode, words: number[], keys: { at: number; key: Uint8Array }[]): number {
  const at = words.length
  words.push(node.field, node.children.size)
  for (let i = 0; i < node.children.size; i++) words.push(0, 0, 0)
  let entry = at + 2
  for (const [key, child] of inOrder(node)) {
    if (typeof key === 'number') {
      words[entry] = key
      words[entry + 1] = NONE
      words[entry + 2] = writeNode(child, words, keys)
      entry += 3
      continue
    }
    const bytes = new TextEncoder().encode(key)
    keys.push({ at: entry, key: bytes })
    words[entry + 1] = bytes.length
    words[entry + 2] = writeNode(child, words, keys)
    entry += 3
  }
  return at * 4
}

/** Elements of an array come by their numbers. */
function inOrder({ children }: TrieNode): [Step, TrieNode][] {
  return [...children].sort(([a], [b]) => (typeof a === 'number' && typeof b === 'number' ? a - b : 0))
}
