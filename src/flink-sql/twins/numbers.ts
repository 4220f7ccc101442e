/** Flink's twins of functions of numbers. */
import type { TypeName } from '../../table/types.js'
import { finite } from '../text.js'
import type { ScalarShape, Twin, Twins, TwinTable } from './twin.js'

const gives = (type: TypeName) => (call: ScalarShape) => call.type === type

function arithmetic(symbol: string): Twins<ScalarShape> {
  const sql = ([a, b]: readonly string[]): string => `(${String(a)} ${symbol} ${String(b)})`
  return [
    { kind: 'same', when: 'of BIGINTs', fits: gives('BIGINT'), sql },
    { kind: 'expression', when: 'of DOUBLEs', sql: (operands) => finite(sql(operands)) }
  ]
}

/** Where the last digit is a matter of the library: neither Java's nor ours is rounded correctly always. */
function ofLibrary(name: string): Twins<ScalarShape> {
  return [
    {
      kind: 'none',
      sql: (operands) => finite(`${name}(${operands.join(', ')})`),
      differs: 'the last digit may be another one, by the library that computes it'
    }
  ]
}

function plain(name: string): Twins<ScalarShape> {
  return [{ kind: 'same', sql: (operands) => `${name}(${operands.join(', ')})` }]
}

const ABS: readonly Twin<ScalarShape>[] = [
  {
    kind: 'expression',
    when: 'of a BIGINT',
    fits: gives('BIGINT'),
    // Flink's ABS of the least BIGINT is itself.
    sql: ([x]) => `ABS(CASE WHEN ${String(x)} >= -9223372036854775807 THEN ${String(x)} END)`
  },
  { kind: 'same', when: 'of a DOUBLE', sql: ([x]) => `ABS(${String(x)})` }
]

export const NUMBERS: TwinTable<ScalarShape> = {
  ABS,
  PLUS: arithmetic('+'),
  MINUS: arithmetic('-'),
  TIMES: arithmetic('*'),
  DIVIDE: [
    {
      kind: 'expression',
      when: 'of BIGINTs',
      fits: gives('BIGINT'),
      // By zero Flink fails.
      sql: ([a, b]) => `(${String(a)} / NULLIF(${String(b)}, CAST(0 AS BIGINT)))`
    },
    {
      kind: 'expression',
      when: 'of DOUBLEs',
      sql: ([a, b]) => finite(`(${String(a)} / NULLIF(${String(b)}, 0E0))`)
    }
  ],
  MOD: [
    { kind: 'expression', sql: ([a, b]) => `MOD(${String(a)}, NULLIF(${String(b)}, CAST(0 AS BIGINT)))` }
  ],
  FLOOR: plain('FLOOR'),
  CEIL: plain('CEIL'),
  ROUND: [
    {
      kind: 'expression',
      sql: ([x, digits]) => `ROUND(${String(x)}, CAST(${String(digits)} AS INT))`,
      bound: 'while the result fits into its type'
    }
  ],
  SIGN: plain('SIGN'),
  SQRT: [{ kind: 'expression', sql: ([x]) => `CASE WHEN ${String(x)} >= 0 THEN SQRT(${String(x)}) END` }],
  EXP: ofLibrary('EXP'),
  LN: ofLibrary('LN'),
  LOG10: ofLibrary('LOG10'),
  POWER: ofLibrary('POWER'),
  GREATEST: plain('GREATEST'),
  LEAST: plain('LEAST')
}
