import { describe, expect, it } from 'vitest'
import { mutate, Random, randomObject, revalue } from './random.js'
import { extract } from './reference.js'
import { type Field, Scanner } from './scanner.js'

const FIELDS: readonly Field[] = [
  { path: ['text'], type: 'STRING' },
  { path: ['count'], type: 'BIGINT' },
  { path: ['ratio'], type: 'DOUBLE' },
  { path: ['flag'], type: 'BOOLEAN' },
  { path: ['time'], type: 'TIMESTAMP' },
  { path: ['inner', 'text'], type: 'STRING' },
  { path: ['inner', 'count'], type: 'BIGINT' },
  { path: ['inner', 'deeper', 'text'], type: 'STRING' },
  { path: ['inner', 'deeper', 'ratio'], type: 'DOUBLE' },
  { path: ['both'], type: 'STRING' },
  { path: ['both', 'count'], type: 'BIGINT' },
  { path: ['both', 2], type: 'DOUBLE' },
  { path: ['list', 3], type: 'BIGINT' },
  { path: ['list', 1], type: 'STRING' },
  { path: ['list', 2, 'count'], type: 'BIGINT' },
  { path: ['list', 2, 1], type: 'STRING' },
  { path: ['inner', 'list', 1, 'text'], type: 'STRING' },
  { path: [''], type: 'STRING' },
  { path: ['a_key_of_16_char'], type: 'STRING' },
  { path: ['a_key_of_17_chars'], type: 'STRING' },
  { path: ['a key that is longer than any block of bytes'], type: 'BIGINT' },
  { path: ['clé "中"'], type: 'STRING' }
]
const NAMES = FIELDS.flatMap(({ path }) => path.filter((step) => typeof step === 'string'))
const KEYS = [...new Set(NAMES), 'other', 'a_key_of_17_charz', 'Text', 'coun']
const DOCUMENTS = 2000
const MUTANTS = 5
const ROWS = 512
/** Far more than it takes, for busy machines. */
const TIMEOUT_MS = 120_000

/** Compares scanner and reference on one document; a failure names what to run again. */
function compare(scanner: Scanner, document: Uint8Array, seed: number): boolean {
  const expected = extract(document, FIELDS)
  const found = scanner.scan(document, seed % ROWS, seed)
  expect(found, `seed ${seed}, document ${JSON.stringify(Buffer.from(document).toString('latin1'))}`).toEqual(
    expected
  )
  return expected !== undefined
}

const base = Number(process.env['FUZZ_SEED'] ?? 1)
const count = Number(process.env['FUZZ_DOCUMENTS'] ?? DOCUMENTS)
const bytesOf = (text: string) => new TextEncoder().encode(text)

describe.each([
  ['compact', 0],
  ['spaced', 0.3]
])('scanDocument against JSON.parse, %s documents', (_name, whitespace) => {
  const scanner = new Scanner(FIELDS)

  it('agrees on them and mutants of them', { timeout: TIMEOUT_MS }, () => {
    let valid = 0
    let validMutants = 0
    for (let seed = base; seed < base + count; seed++) {
      const random = new Random(seed)
      const document = bytesOf(randomObject(random, { keys: KEYS, whitespace }))
      valid += Number(compare(scanner, document, seed))
      for (let i = 0; i < MUTANTS; i++)
        validMutants += Number(compare(scanner, mutate(random, document), seed))
    }
    expect(valid).toBe(count)
    expect(validMutants).toBeGreaterThan(count * MUTANTS * 0.1)
    expect(validMutants).toBeLessThan(count * MUTANTS * 0.9)
  })

  it('agrees on documents of one layout and mutants of them', { timeout: TIMEOUT_MS }, () => {
    let valid = 0
    for (let seed = base; seed < base + count / 2; seed++) {
      const random = new Random(-seed)
      const layout = randomObject(random, { keys: KEYS, whitespace })
      compare(scanner, bytesOf(layout), seed)
      for (let i = 0; i < MUTANTS; i++) {
        const document = bytesOf(revalue(random, layout))
        valid += Number(compare(scanner, document, seed))
        compare(scanner, mutate(random, document), seed)
      }
    }
    expect(valid).toBeGreaterThan((count / 2) * MUTANTS * 0.9)
  })
})
