import { describe, expect, it } from 'vitest'
import { ColumnKernels, VECTOR_SIZE } from '../../support/column-kernels.js'
import { PlanBuilder, type Value } from '../../support/plan-builder.js'
import { RandomValues, seed } from '../../support/random-values.js'
import { BIGINT, NULL_LENGTH } from '../../../src/plan/contract/types.js'
import { TYPE_CODES } from '../../../src/plan/type-codes.js'
import type { TypeName } from '../../../src/table/types.js'

const types = Object.keys(TYPE_CODES) as TypeName[]
const kernels = new ColumnKernels()

function emitConstant(plan: PlanBuilder, type: TypeName, value: Value, dst: number, selection = 0): void {
  const length = type === 'STRING' ? Buffer.byteLength(String(value)) : 0
  plan.run('CONST', dst, {
    a: plan.constant(type, value),
    b: value === null ? NULL_LENGTH : length,
    selection
  })
}

function identity(rows: number): number[] {
  return Array.from({ length: rows }, (_, row) => row)
}

describe(`programs (seed ${seed})`, () => {
  it('selection 0 holds all rows of the vector', () => {
    kernels.load(new PlanBuilder())
    for (const rows of [0, 1, 100, VECTOR_SIZE, 3]) {
      kernels.run(rows)
      expect(kernels.selected(0)).toEqual(identity(rows))
    }
  })

  it('FILTER keeps the rows where its condition is true, in order, filter upon filter', () => {
    const plan = new PlanBuilder()
    const [first, second] = [plan.field('BOOLEAN'), plan.field('BOOLEAN')]
    const [some, fewer, inPlace] = [plan.selection(), plan.selection(), plan.selection()]
    plan.run('FILTER', some, { a: first }).run('FILTER', fewer, { a: second, selection: some })
    plan.run('FILTER', inPlace, { a: second }).run('FILTER', inPlace, { a: first, selection: inPlace })
    kernels.load(plan)
    const random = new RandomValues(seed)
    for (const rows of [VECTOR_SIZE, 1, 0, 500]) {
      const [x, y] = [random.column('BOOLEAN', rows), random.column('BOOLEAN', rows)]
      kernels.write(first, x)
      kernels.write(second, y)
      kernels.run(rows)
      const expected = identity(rows).filter((row) => x[row] === true)
      expect(kernels.selected(some)).toEqual(expected)
      expect(kernels.selected(fewer)).toEqual(expected.filter((row) => y[row] === true))
      expect(kernels.selected(inPlace)).toEqual(expected.filter((row) => y[row] === true))
    }
  })

  it.each(types)('CONST of %s, null too, on every vector', (type) => {
    const random = new RandomValues(seed)
    const plan = new PlanBuilder()
    const values: Value[] = [random.present(type), random.present(type), null]
    const registers = values.map(() => plan.register(type))
    registers.forEach((register, i) => emitConstant(plan, type, values[i] ?? null, register))
    kernels.load(plan)
    for (const rows of [3, VECTOR_SIZE, 5]) {
      kernels.run(rows)
      registers.forEach((register, i) => {
        expect(kernels.read(register, rows)).toEqual(Array.from({ length: rows }, () => values[i]))
      })
    }
  })

  it.each(types)(
    'CONST of %s into a register with another writer: on the rows of its selection only',
    (type) => {
      const random = new RandomValues(seed)
      const plan = new PlanBuilder()
      const [chosen, field] = [plan.field('BOOLEAN'), plan.field(type)]
      const dst = plan.register(type)
      const selection = plan.selection()
      const value = random.present(type)
      const code = TYPE_CODES[type]
      plan.run('FILTER', selection, { a: chosen }).run('CAST', dst, { a: field, b: code, c: code })
      emitConstant(plan, type, value, dst, selection)
      kernels.load(plan)
      for (const rows of [40, VECTOR_SIZE, 7]) {
        const [choices, column] = [random.column('BOOLEAN', rows), random.column(type, rows)]
        kernels.write(chosen, choices)
        kernels.write(field, column)
        kernels.run(rows)
        expect(kernels.read(dst, rows)).toEqual(
          column.map((old, row) => (choices[row] === true ? value : old))
        )
      }
    }
  )

  it('a plan loaded again fills its constants again', () => {
    for (const value of [1n, 2n]) {
      const plan = new PlanBuilder()
      const dst = plan.register('BIGINT')
      emitConstant(plan, 'BIGINT', value, dst)
      kernels.load(plan)
      kernels.run(2)
      expect(kernels.read(dst, 2)).toEqual([value, value])
    }
  })

  it('a whole expression: device category by CASE and LIKE on a filtered column', () => {
    const plan = new PlanBuilder()
    const [kind, agent] = [plan.field('STRING'), plan.field('STRING')]
    const [isPage, selection] = [plan.register('BOOLEAN'), plan.selection()]
    const names = ['Mobile', 'Tablet', 'Bot', 'Desktop']
    const conditions = names.slice(0, 3).map(() => plan.register('BOOLEAN'))
    const results = names.map(() => plan.register('STRING'))
    const category = plan.register('STRING')
    plan.run('EQ_K', isPage, {
      a: kind,
      b: plan.constant('STRING', 'page_view'),
      c: TYPE_CODES.STRING | (9 << 8)
    })
    plan.run('FILTER', selection, { a: isPage })
    conditions.forEach((condition, i) => {
      plan.run('LIKE_K', condition, { a: agent, b: plan.pattern(`%${names[i]}%`), selection })
    })
    results.forEach((register, i) => emitConstant(plan, 'STRING', names[i] ?? '', register, selection))
    const branches = conditions.flatMap((condition, i) => [condition, results[i] ?? 0])
    const table = plan.words(3, ...branches, results[3] ?? 0)
    plan.run('CASE', category, { a: table, c: TYPE_CODES.STRING, selection })
    kernels.load(plan)

    const agents = ['x Mobile Tablet', 'Tablet', 'aBot', 'Botanic Mobile', 'mobile', '', null]
    kernels.write(kind, [...agents.map(() => 'page_view'), 'click', null])
    kernels.write(agent, [...agents, 'Mobile', 'Mobile'])
    kernels.run(agents.length + 2)
    expect(kernels.selected(selection)).toEqual(identity(agents.length))
    const expected = ['Mobile', 'Tablet', 'Bot', 'Mobile', 'Desktop', 'Desktop', 'Desktop']
    expect(kernels.read(category, agents.length)).toEqual(expected)
  })

  it('nothing runs on an empty selection', () => {
    const plan = new PlanBuilder()
    const [chosen, from, to] = [plan.field('BOOLEAN'), plan.field('BIGINT'), plan.field('BIGINT')]
    const selection = plan.selection()
    plan.run('FILTER', selection, { a: chosen }).run('CAST', to, { a: from, b: BIGINT, c: BIGINT, selection })
    kernels.load(plan)
    kernels.write(from, [1n, 2n])
    kernels.write(to, [3n, 4n])
    for (const [choice, expected] of [
      [null, 4n],
      [true, 2n]
    ] as const) {
      kernels.write(chosen, [false, choice])
      kernels.run(2)
      expect(kernels.selected(selection)).toEqual(choice === true ? [1] : [])
      expect(kernels.read(to, 2)).toEqual([3n, expected])
    }
  })
})
