import { describe, expect, it } from 'vitest'
import { ColumnKernels } from '../../support/column-kernels.js'
import { type OpName, type Operands, PlanBuilder } from '../../support/plan-builder.js'
import { FIRST_FUNCTION } from '../../../src/plan/contract/opcodes.js'
import { BIGINT, BOOLEAN, DOUBLE, STRING, TIMESTAMP } from '../../../src/plan/contract/types.js'

const kernels = new ColumnKernels()

/** Registers 0 to 6 by the names they have below; 7 does not exist. */
const [flag, count, price, name, time, flag2, name2, none] = [0, 1, 2, 3, 4, 5, 6, 7]
const beyond = 0x7fffffff
const wrap = 0xfffffffc

function planOf(op: OpName | number, dst: number, operands: (plan: PlanBuilder) => Operands): PlanBuilder {
  const plan = new PlanBuilder()
  for (const type of ['BOOLEAN', 'BIGINT', 'DOUBLE', 'STRING', 'TIMESTAMP', 'BOOLEAN', 'STRING'] as const) {
    plan.field(type)
  }
  plan.selection()
  return plan.run('NOT', flag2, { a: flag }).run(op, dst, operands(plan))
}

type Instruction = [name: string, op: OpName | number, dst: number, operands: (plan: PlanBuilder) => Operands]

const wrong: Instruction[] = [
  ['an unknown op', 99, flag2, () => ({})],
  ['a selection that is not there', 'NOT', flag2, () => ({ a: flag, selection: 2 })],
  ['a register that is not there', 'NOT', flag2, () => ({ a: none })],
  ['a result register that is not there', 'NOT', none, () => ({ a: flag })],
  ['a result of the wrong type', 'NOT', count, () => ({ a: flag })],
  ['FILTER into selection 0', 'FILTER', 0, () => ({ a: flag })],
  ['FILTER into a selection that is not there', 'FILTER', 2, () => ({ a: flag })],
  ['FILTER by what is not BOOLEAN', 'FILTER', 1, () => ({ a: count })],
  ['a comparison of two types', 'EQ', flag2, () => ({ a: count, b: price, c: BIGINT })],
  ['a comparison of another type', 'EQ', flag2, () => ({ a: count, b: count, c: DOUBLE })],
  ['a comparison of an unknown type', 'EQ', flag2, () => ({ a: count, b: count, c: 9 })],
  ['a constant outside of the plan', 'EQ_K', flag2, () => ({ a: count, b: beyond, c: BIGINT })],
  [
    'a constant beyond the end',
    'EQ_K',
    flag2,
    (plan) => ({ a: name, b: plan.words(0), c: STRING | (5 << 8) })
  ],
  ['a constant at an offset that wraps', 'EQ_K', flag2, () => ({ a: name, b: wrap, c: STRING | (64 << 8) })],
  ['a list outside of the plan', 'IN_K', flag2, () => ({ a: count, b: beyond, c: BIGINT })],
  ['a list that is too long', 'IN_K', flag2, (plan) => ({ a: count, b: plan.words(9, 0), c: BIGINT })],
  ['a list of wrong texts', 'IN_K', flag2, (plan) => ({ a: name, b: plan.words(1, beyond, 1), c: STRING })],
  ['LIKE on a number', 'LIKE_K', flag2, (plan) => ({ a: count, b: plan.pattern('%a') })],
  ['a pattern that is too long', 'LIKE_K', flag2, (plan) => ({ a: name, b: plan.words(5, 0, 0) })],
  ['AND of a number', 'AND', flag2, () => ({ a: flag, b: count })],
  ['IS_NULL of another type', 'IS_NULL', flag2, () => ({ a: count, c: STRING })],
  ['a CONST outside of the plan', 'CONST', count, () => ({ a: beyond })],
  ['a BOOLEAN CONST of 3', 'CONST', flag2, (plan) => ({ a: plan.words(3) })],
  ['an op beyond the table', 1000, flag2, () => ({ a: flag })],
  ['a function of another type', FIRST_FUNCTION, count, () => ({ a: price })],
  ['a function of no register', FIRST_FUNCTION, count, () => ({ a: none })],
  [
    'CASE with a number for a condition',
    'CASE',
    name,
    (plan) => ({ a: plan.words(1, count, name2, name2), c: STRING })
  ],
  [
    'CASE with a value of another type',
    'CASE',
    name,
    (plan) => ({ a: plan.words(1, flag, count, name2), c: STRING })
  ],
  ['CASE over its own result', 'CASE', name, (plan) => ({ a: plan.words(1, flag, name, name2), c: STRING })],
  [
    'CASE over its own condition',
    'CASE',
    flag,
    (plan) => ({ a: plan.words(1, flag, flag2, flag2), c: BOOLEAN })
  ],
  ['CASE of too many branches', 'CASE', name, (plan) => ({ a: plan.words(1_000_000, flag), c: STRING })],
  ['CASE of an unknown type', 'CASE', name, (plan) => ({ a: plan.words(0, name2), c: 9 })],
  ['COALESCE of nothing', 'COALESCE', name, (plan) => ({ a: plan.words(0), c: STRING })],
  [
    'COALESCE with its own result',
    'COALESCE',
    name,
    (plan) => ({ a: plan.words(2, name2, name), c: STRING })
  ],
  ['COALESCE that is too long', 'COALESCE', name, (plan) => ({ a: plan.words(9, name2), c: STRING })],
  ['CAST from another type', 'CAST', name, () => ({ a: count, b: DOUBLE, c: STRING })],
  ['CAST of BOOLEAN to DOUBLE', 'CAST', price, () => ({ a: flag, b: BOOLEAN, c: DOUBLE })],
  ['CAST of DOUBLE to TIMESTAMP', 'CAST', time, () => ({ a: price, b: DOUBLE, c: TIMESTAMP })],
  ['CAST of TIMESTAMP to BOOLEAN', 'CAST', flag2, () => ({ a: time, b: TIMESTAMP, c: BOOLEAN })]
]

describe('a program is checked before it runs', () => {
  it.each(wrong)('%s is refused', (_, op, dst, operands) => {
    expect(() => {
      kernels.load(planOf(op, dst, operands))
    }).toThrow('code 2, detail -1001')
  })

  it('times and integers may be compared with each other: their cells are the same', () => {
    kernels.load(planOf('LT', flag2, () => ({ a: time, b: count, c: BIGINT })))
    kernels.write(time, [5n])
    kernels.write(count, [6n])
    kernels.run(1)
    expect(kernels.read(flag2, 1)).toEqual([true])
  })
})
