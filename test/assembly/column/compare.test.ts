import { describe, it } from 'vitest'
import { ColumnKernels } from '../../support/column-kernels.js'
import { RandomValues, seed } from '../../support/random-values.js'
import { TYPE_CODES } from '../../../src/plan/type-codes.js'
import type { TypeName } from '../../../src/table/types.js'
import { checkExpression } from './check-expression.js'
import { compare, COMPARISONS } from './reference.js'

const types = Object.keys(TYPE_CODES) as TypeName[]
const kernels = new ColumnKernels()

describe(`comparison of two columns (seed ${seed})`, () => {
  for (const op of COMPARISONS) {
    for (const type of types) {
      it(`${type} ${op} ${type}`, () => {
        const random = new RandomValues(seed)
        for (let round = 0; round < 5; round++) {
          checkExpression(kernels, random, {
            inputs: [type, type],
            result: 'BOOLEAN',
            emit: (plan, [a = 0, b = 0], dst, selection) =>
              plan.run(op, dst, { a, b, c: TYPE_CODES[type], selection }),
            reference: (l = null, r = null) => compare(op, l, r)
          })
        }
      })
    }
  }

  it('orders strings by bytes: a prefix first, then code points', () => {
    const texts = [
      '',
      '\u0000',
      'a',
      'a\u0000',
      'ab',
      'é',
      '漢',
      '\uffff',
      '😀',
      'x'.repeat(40),
      'x'.repeat(39) + 'y'
    ]
    const pairs = texts.flatMap((l) => texts.map((r) => [l, r] as const))
    for (const op of COMPARISONS) {
      checkExpression(kernels, new RandomValues(seed), {
        inputs: ['STRING', 'STRING'],
        result: 'BOOLEAN',
        emit: (plan, [a = 0, b = 0], dst, selection) =>
          plan.run(op, dst, { a, b, c: TYPE_CODES.STRING, selection }),
        reference: (l = null, r = null) => compare(op, l, r),
        columns: [pairs.map(([l]) => l), pairs.map(([, r]) => r)]
      })
    }
  })
})
