import { describe, it } from 'vitest'
import { ColumnKernels } from '../../support/column-kernels.js'
import type { Value } from '../../support/plan-builder.js'
import { RandomValues, seed } from '../../support/random-values.js'
import { TYPE_CODES } from '../../../src/plan/type-codes.js'
import type { TypeName } from '../../../src/table/types.js'
import { checkExpression } from './check-expression.js'
import { isIn } from './reference.js'

const types = Object.keys(TYPE_CODES) as TypeName[]
const kernels = new ColumnKernels()

function checkList(type: TypeName, list: readonly Value[], column?: readonly Value[]): void {
  checkExpression(kernels, new RandomValues(seed), {
    inputs: [type],
    result: 'BOOLEAN',
    emit: (plan, [a = 0], dst, selection) =>
      plan.run('IN_K', dst, { a, b: plan.list(type, list), c: TYPE_CODES[type], selection }),
    reference: (value = null) => isIn(value, list),
    ...(column && { columns: [column] })
  })
}

describe(`IN (seed ${seed})`, () => {
  for (const type of types) {
    it(`${type} in lists of any length, the empty one too`, () => {
      const random = new RandomValues(seed)
      for (const length of [0, 1, 2, 5, 100]) {
        checkList(
          type,
          Array.from({ length }, () => random.present(type))
        )
      }
    })
  }

  it('strings of lengths around the eight bytes compared at once', () => {
    const texts = [0, 1, 7, 8, 9, 15, 16, 17, 64, 72, 136].map((length) => 'x'.repeat(length))
    const near = texts.flatMap((text) =>
      text === '' ? [text] : [text, text.slice(0, -1) + 'y', 'y' + text.slice(1)]
    )
    checkList('STRING', texts, [...near, null])
    for (const text of texts) checkList('STRING', [text], [...near, null])
  })
})
