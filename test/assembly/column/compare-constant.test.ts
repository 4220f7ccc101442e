import { Buffer } from 'node:buffer'
import { describe, it } from 'vitest'
import { ColumnKernels } from '../../support/column-kernels.js'
import { RandomValues, seed } from '../../support/random-values.js'
import { TYPE_CODES } from '../../../src/plan/type-codes.js'
import type { TypeName } from '../../../src/table/types.js'
import { checkExpression } from './check-expression.js'
import { compare, COMPARISONS } from './reference.js'

const types = Object.keys(TYPE_CODES) as TypeName[]
const kernels = new ColumnKernels()

describe(`comparison of a column with a constant (seed ${seed})`, () => {
  for (const op of COMPARISONS) {
    for (const type of types) {
      it(`${type} ${op}_K`, () => {
        const random = new RandomValues(seed)
        for (let round = 0; round < 8; round++) {
          const value = random.present(type)
          const length = type === 'STRING' ? Buffer.byteLength(String(value)) : 0
          checkExpression(kernels, random, {
            inputs: [type],
            result: 'BOOLEAN',
            emit: (plan, [a = 0], dst, selection) => {
              const c = TYPE_CODES[type] | (length << 8)
              plan.run(`${op}_K`, dst, { a, b: plan.constant(type, value), c, selection })
            },
            reference: (l = null) => compare(op, l, value)
          })
        }
      })
    }
  }

  it('a null BOOLEAN constant gives null', () => {
    checkExpression(kernels, new RandomValues(seed), {
      inputs: ['BOOLEAN'],
      result: 'BOOLEAN',
      emit: (plan, [a = 0], dst, selection) =>
        plan.run('EQ_K', dst, { a, b: plan.constant('BOOLEAN', null), c: 0, selection }),
      reference: () => null
    })
  })
})
