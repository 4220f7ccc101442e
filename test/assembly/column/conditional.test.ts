import { describe, it } from 'vitest'
import { ColumnKernels } from '../../support/column-kernels.js'
import type { Value } from '../../support/plan-builder.js'
import { RandomValues, seed } from '../../support/random-values.js'
import { TYPE_CODES } from '../../../src/plan/type-codes.js'
import type { TypeName } from '../../../src/table/types.js'
import { checkExpression } from './check-expression.js'

const types = Object.keys(TYPE_CODES) as TypeName[]
const kernels = new ColumnKernels()

/** Inputs are condition, value, condition, value … otherwise. */
function caseOf(values: readonly Value[]): Value {
  for (let i = 0; i + 1 < values.length; i += 2) if (values[i] === true) return values[i + 1] ?? null
  return values.at(-1) ?? null
}

describe(`conditionals (seed ${seed})`, () => {
  for (const type of types) {
    it.each([0, 1, 2, 5])(`CASE of ${type} with %i branches`, (count) => {
      const random = new RandomValues(seed)
      const branches = Array.from({ length: count }, (): TypeName[] => ['BOOLEAN', type])
      for (let round = 0; round < 3; round++) {
        checkExpression(kernels, random, {
          inputs: [...branches.flat(), type],
          result: type,
          emit: (plan, registers, dst, selection) =>
            plan.run('CASE', dst, { a: plan.words(count, ...registers), c: TYPE_CODES[type], selection }),
          reference: (...values) => caseOf(values)
        })
      }
    })

    it.each([1, 2, 4])(`COALESCE of %i columns of ${type}`, (count) => {
      const random = new RandomValues(seed)
      for (let round = 0; round < 3; round++) {
        checkExpression(kernels, random, {
          inputs: Array.from({ length: count }, () => type),
          result: type,
          emit: (plan, registers, dst, selection) =>
            plan.run('COALESCE', dst, { a: plan.words(count, ...registers), c: TYPE_CODES[type], selection }),
          reference: (...values) => values.find((value) => value !== null) ?? null
        })
      }
    })
  }
})
