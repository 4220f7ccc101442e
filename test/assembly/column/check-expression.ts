import { expect } from 'vitest'
import { type ColumnKernels, VECTOR_SIZE } from '../../support/column-kernels.js'
import { PlanBuilder, type Value } from '../../support/plan-builder.js'
import type { RandomValues } from '../../support/random-values.js'
import type { TypeName } from '../../../src/table/types.js'

export interface Expression {
  readonly inputs: readonly TypeName[]
  readonly result: TypeName
  /** Appends the instruction that computes the expression. */
  emit(plan: PlanBuilder, registers: readonly number[], dst: number, selection: number): void
  reference(...values: Value[]): Value
  /** Columns to use in place of random ones, as many rows as they have. */
  readonly columns?: readonly (readonly Value[])[]
}

/**
 * Runs an expression on some rows of a vector and compares every row with the reference; rows that are not
 * selected must hold what they held before.
 */
export function checkExpression(kernels: ColumnKernels, random: RandomValues, expression: Expression): void {
  const { inputs, result, columns } = expression
  const rows = columns?.[0]?.length ?? random.pick([0, 1, 17, 300, VECTOR_SIZE - 1])
  const plan = new PlanBuilder()
  const registers = inputs.map((type) => plan.field(type))
  const chosen = plan.field('BOOLEAN')
  const dst = plan.field(result)
  const selection = plan.selection()
  plan.run('FILTER', selection, { a: chosen })
  expression.emit(plan, registers, dst, selection)
  kernels.load(plan)

  const values = columns ?? inputs.map((type) => random.column(type, rows))
  const choices = columns ? (columns[0]?.map(() => true) ?? []) : random.column('BOOLEAN', rows)
  const before = random.column(result, rows + 1)
  registers.forEach((register, i) => kernels.write(register, values[i] ?? []))
  kernels.write(chosen, choices)
  kernels.write(dst, before)
  kernels.run(rows)

  const expected = before.map((old, row) => {
    if (row >= rows || choices[row] !== true) return old
    return expression.reference(...values.map((column) => column[row] ?? null))
  })
  expect(kernels.read(dst, rows + 1)).toEqual(expected)
}
