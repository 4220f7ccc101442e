import { describe, it } from 'vitest'
import { ColumnKernels } from '../../support/column-kernels.js'
import type { Value } from '../../support/plan-builder.js'
import { RandomValues, seed } from '../../support/random-values.js'
import { checkExpression } from './check-expression.js'
import { like } from './reference.js'

const kernels = new ColumnKernels()

function checkPattern(pattern: string, column?: readonly Value[], random = new RandomValues(seed)): void {
  checkExpression(kernels, random, {
    inputs: ['STRING'],
    result: 'BOOLEAN',
    emit: (plan, [a = 0], dst, selection) =>
      plan.run('LIKE_K', dst, { a, b: plan.pattern(pattern), selection }),
    reference: (value = null) => like(value, pattern),
    ...(column && { columns: [column] })
  })
}

describe(`LIKE (seed ${seed})`, () => {
  it.each([
    '',
    '%',
    '%%',
    'a',
    'a%',
    '%a',
    '%a%',
    'a%b',
    'ab%ab',
    '%ab%ba%',
    'a%b%a',
    '%Mobile%',
    'aé%漢',
    '%😀'
  ])('%j on random strings', (pattern) => {
    const random = new RandomValues(seed)
    for (let round = 0; round < 4; round++) checkPattern(pattern, undefined, random)
  })

  it('random patterns on random strings', () => {
    const random = new RandomValues(seed)
    for (let round = 0; round < 150; round++) {
      const length = random.below(7)
      checkPattern(
        Array.from({ length }, () => random.pick(['a', 'b', 'ab', '%'])).join(''),
        undefined,
        random
      )
    }
  })

  it.each([1, 2, 3, 7, 8, 9, 15, 16, 17, 18, 40])(
    'a needle of %i bytes at every place of a string',
    (length) => {
      const needle = Array.from({ length }, (_, i) => String.fromCharCode(65 + (i % 26))).join('')
      const column: Value[] = [null, '', needle.slice(1), needle.slice(0, -1)]
      for (let before = 0; before <= 50; before++) {
        for (const after of [0, 1, 15, 16]) {
          const around = ['.'.repeat(before), '.'.repeat(after)] as const
          column.push(around.join(needle))
          column.push(around.join(needle.slice(0, -1)))
          column.push(around.join(needle.slice(1)))
          // The first and the last byte fit, what is between them does not.
          if (length > 2) column.push(around.join(`${needle.slice(0, -2)}?${needle.slice(-1)}`))
        }
      }
      for (const pattern of [`%${needle}%`, `${needle}%`, `%${needle}`, needle, `%.${needle}.%`]) {
        for (let from = 0; from < column.length; from += 500)
          checkPattern(pattern, column.slice(from, from + 500))
      }
    }
  )

  it('the parts of a pattern do not overlap', () => {
    checkPattern('ab%bc', ['abc', 'abbc', 'ab.bc', 'bc', 'ab'])
    checkPattern('%aba%aba%', ['ababa', 'abaaba', 'aba.aba', 'aba'])
    checkPattern('aa%aa', ['aa', 'aaa', 'aaaa'])
  })

  it('case counts', () => {
    checkPattern('%Mobile%', ['mobile', 'MOBILE', 'xMobile', 'Mobil', null])
  })
})
