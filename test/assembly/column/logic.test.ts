import { describe, it } from 'vitest'
import { ColumnKernels } from '../../support/column-kernels.js'
import type { Value } from '../../support/plan-builder.js'
import { RandomValues, seed } from '../../support/random-values.js'
import { TYPE_CODES } from '../../../src/plan/type-codes.js'
import type { TypeName } from '../../../src/table/types.js'
import { checkExpression } from './check-expression.js'
import { and, not, or } from './reference.js'

const types = Object.keys(TYPE_CODES) as TypeName[]
const truths = [false, true, null]
const kernels = new ColumnKernels()

describe(`three-valued logic (seed ${seed})`, () => {
  it.each([
    ['AND', and],
    ['OR', or]
  ] as const)('%s: all nine pairs and random ones', (op, reference: (l: Value, r: Value) => Value) => {
    const pairs = truths.flatMap((l) => truths.map((r) => [l, r] as const))
    for (const columns of [undefined, [pairs.map(([l]) => l), pairs.map(([, r]) => r)]]) {
      checkExpression(kernels, new RandomValues(seed), {
        inputs: ['BOOLEAN', 'BOOLEAN'],
        result: 'BOOLEAN',
        emit: (plan, [a = 0, b = 0], dst, selection) => plan.run(op, dst, { a, b, selection }),
        reference: (l = null, r = null) => reference(l, r),
        ...(columns && { columns })
      })
    }
  })

  it('NOT', () => {
    checkExpression(kernels, new RandomValues(seed), {
      inputs: ['BOOLEAN'],
      result: 'BOOLEAN',
      emit: (plan, [a = 0], dst, selection) => plan.run('NOT', dst, { a, selection }),
      reference: (value = null) => not(value),
      columns: [truths]
    })
  })

  for (const type of types) {
    it.each(['IS_NULL', 'IS_NOT_NULL'] as const)(`${type} %s`, (op) => {
      const random = new RandomValues(seed)
      for (let round = 0; round < 4; round++) {
        checkExpression(kernels, random, {
          inputs: [type],
          result: 'BOOLEAN',
          emit: (plan, [a = 0], dst, selection) => plan.run(op, dst, { a, c: TYPE_CODES[type], selection }),
          reference: (value = null) => (value === null) === (op === 'IS_NULL')
        })
      }
    })
  }
})
