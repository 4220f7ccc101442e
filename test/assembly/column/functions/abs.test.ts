import { describe, it } from 'vitest'
import { FIRST_FUNCTION } from '../../../../src/plan/contract/opcodes.js'
import { ColumnKernels } from '../../../support/column-kernels.js'
import type { Value } from '../../../support/plan-builder.js'
import { RandomValues, seed } from '../../../support/random-values.js'
import { checkExpression } from '../check-expression.js'

const ABS = FIRST_FUNCTION
const kernels = new ColumnKernels()
const LEAST = -(2n ** 63n)

function checkAbs(type: 'BIGINT' | 'DOUBLE', reference: (value: Value) => Value, column?: Value[]): void {
  checkExpression(kernels, new RandomValues(seed), {
    inputs: [type],
    result: type,
    emit: (plan, [a = 0], dst, selection) => plan.run(ABS, dst, { a, selection }),
    reference: (value = null) => (value === null ? null : reference(value)),
    ...(column === undefined ? {} : { columns: [column] })
  })
}

function absolute(value: Value): Value {
  if (typeof value !== 'bigint') return Math.abs(Number(value))
  if (value === LEAST) return null
  return value < 0n ? -value : value
}

describe(`ABS (seed ${seed})`, () => {
  it('of BIGINT: null where the opposite does not fit', () => {
    checkAbs('BIGINT', absolute)
    checkAbs('BIGINT', absolute, [0n, -1n, 1n, LEAST, LEAST + 1n, 2n ** 63n - 1n, null])
  })

  it('of DOUBLE', () => {
    checkAbs('DOUBLE', absolute)
    checkAbs('DOUBLE', absolute, [0, -0, -1.5, Number.MAX_VALUE, -5e-324, null])
  })
})
