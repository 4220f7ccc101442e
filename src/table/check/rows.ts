/**
 * The rows below a projection or a window aggregate: scans, filters and unions, resolved to one branch a source.
 * Columns of a union are what each branch projects under their names, so that everything above ends at fields.
 */
import { keyOf } from '../bound/canonical.js'
import type { Expression } from '../tree/expression.js'
import { recordFieldType } from '../record-fields.js'
import { typeAt } from '../types.js'
import type { RelationNode, SourceDefinition, UnionNode } from '../tree/node.js'
import type { TypeName } from '../types.js'
import { expressionText } from '../print/sql.js'
import { Binder } from './binder.js'
import type { Leaf, Scope } from './binder.js'
import { boundField } from '../bound/bound.js'
import type { Bound } from '../bound/bound.js'
import { writtenAt } from './job-errors.js'
import type { JobErrors } from './job-errors.js'

/** What one source gives to a job. */
export interface Branch {
  readonly source: SourceDefinition
  /** All must be true; each once, in the order in which the job says them. */
  readonly conjuncts: readonly Bound[]
  /** Binds expressions over the rows; the results are over the source's fields. */
  readonly binder: Binder
}

/** An expression bound in every branch: one operand of the same type each, in the order of the branches. */
export interface BranchBound {
  readonly operands: readonly Bound[]
  /** For printers: of a single branch its operand, of several the expression over the union's columns. */
  readonly expression: Expression
  readonly type: TypeName
  readonly key: string
}

/**
 * The branches of `node`, each of another source.
 *
 * @throws MillraceError PLAN_* for columns that are not there and for shapes that a plan cannot have
 */
export function rowBranches(errors: JobErrors, node: RelationNode): readonly Branch[] {
  const branches = branchesOf(errors, node)
  const names = branches.map(({ source }) => source.name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) {
    throw errors.invalid(
      `it reads ${twice} in two branches of a union; bring them together in one select() with caseWhen()`
    )
  }
  return branches
}

/** Binds `written` in all branches. */
export function bindInAll(
  branches: readonly Branch[],
  written: Expression,
  expected?: TypeName
): BranchBound {
  const operands = branches.map(({ binder }) => binder.bind(written, expected))
  const first = operands[0]!
  return {
    operands,
    expression: operands.length === 1 ? first.expression : written,
    type: first.type,
    key: keyOf(operands.map(({ canonical }) => canonical))
  }
}

export function splitConjuncts(condition: Bound): Bound[] {
  return condition.kind === 'call' && condition.function === 'AND'
    ? condition.operands.flatMap(splitConjuncts)
    : [condition]
}

/** Each once, where it stands first. */
export function unique<B extends { readonly key: string }>(all: readonly B[]): B[] {
  const firsts = new Map<string, B>()
  for (const each of all) if (!firsts.has(each.key)) firsts.set(each.key, each)
  return [...firsts.values()]
}

function branchesOf(errors: JobErrors, node: RelationNode): Branch[] {
  switch (node.kind) {
    case 'scan': {
      const binder = new Binder(errors, new SourceScope(errors, node.source))
      return [{ source: node.source, conjuncts: [], binder }]
    }
    case 'filter':
      return branchesOf(errors, node.input).map((branch) => {
        const condition = writtenAt(node.at, () => branch.binder.expect(node.condition, ['BOOLEAN']))
        return { ...branch, conjuncts: unique([...branch.conjuncts, ...splitConjuncts(condition)]) }
      })
    case 'union':
      return unionBranches(errors, node)
    case 'project':
      throw errors.invalid('the rows of a select() can be written or united, nothing else')
    case 'windowAggregate':
      throw errors.invalid('the groups of a window can be selected and written, nothing else')
  }
}

function unionBranches(errors: JobErrors, { name, inputs }: UnionNode): Branch[] {
  const branches = inputs.flatMap((input, i) => {
    if (input.kind !== 'project') {
      throw errors.invalid(`table ${i + 1} of union ${name} does not end with select({…})`)
    }
    return branchesOf(errors, input.input).map((branch) => {
      const columns = new Map(input.columns.map((each) => [each.name, branch.binder.bind(each.expression)]))
      return { ...branch, columns }
    })
  })
  const [first, ...others] = branches
  if (first === undefined) throw errors.invalid(`union ${name} has no tables`)
  if (branches.some(({ source }) => source.name === name)) {
    throw errors.invalid(`union ${name} has the name of a source; give it one of its own`)
  }
  for (const other of others) checkAlike(errors, name, first, other)
  return branches.map(({ source, conjuncts, columns }) => ({
    source,
    conjuncts,
    binder: new Binder(errors, new UnionScope(errors, name, columns))
  }))
}

type Projected = Pick<Branch, 'source'> & { readonly columns: ReadonlyMap<string, Bound> }

function checkAlike(errors: JobErrors, union: string, first: Projected, other: Projected): void {
  const [expected, found] = [first, other].map(({ columns }) => [...columns.keys()].sort().join(', '))
  if (expected !== found) {
    throw errors.invalid(
      `union ${union} takes ${expected} from ${first.source.name}, but ${found} from ${other.source.name}; select the same columns of both`
    )
  }
  for (const [name, { type }] of first.columns) {
    const otherType = other.columns.get(name)?.type
    if (otherType === type) continue
    const column = `${name} of union ${union}`
    throw errors.mismatch(
      column,
      `${type} of ${first.source.name}`,
      `${String(otherType)} of ${other.source.name}`
    )
  }
}

/** The fields of one source. */
class SourceScope implements Scope {
  readonly #errors: JobErrors
  readonly #source: SourceDefinition

  constructor(errors: JobErrors, source: SourceDefinition) {
    this.#errors = errors
    this.#source = source
  }

  whole(): null {
    return null
  }

  leaf(expression: Leaf): Bound {
    const { name, schema } = this.#source
    const path = columnOf(this.#errors, expression, name)
    if (path.includes('[0]')) throw this.#errors.invalid(`${path}: elements of an array count from 1`)
    const type = recordFieldType(path) ?? typeAt(schema, path)
    if (type === null) throw this.#errors.error('PLAN_UNKNOWN_FIELD', { column: path, table: name })
    return boundField(name, path, type)
  }
}

/** The columns of a union, as one branch has them. */
class UnionScope implements Scope {
  readonly #errors: JobErrors
  readonly #name: string
  readonly #columns: ReadonlyMap<string, Bound>

  constructor(errors: JobErrors, name: string, columns: ReadonlyMap<string, Bound>) {
    this.#errors = errors
    this.#name = name
    this.#columns = columns
  }

  whole(): null {
    return null
  }

  leaf(expression: Leaf): Bound {
    const path = columnOf(this.#errors, expression, this.#name)
    const bound = this.#columns.get(path)
    if (bound === undefined) {
      throw this.#errors.error('PLAN_UNKNOWN_FIELD', { column: path, table: this.#name })
    }
    return bound
  }
}

/** The path of a column of the table named `table`. */
function columnOf(errors: JobErrors, leaf: Leaf, table: string): string {
  if (leaf.kind !== 'field') {
    throw errors.invalid(
      `${expressionText(leaf)} stands where single rows are looked at, but belongs to the groups of a window; use it in select() or having() after groupBy()`
    )
  }
  if (leaf.source !== table) {
    throw errors.error('PLAN_FOREIGN_COLUMN', { column: leaf.path, found: leaf.source, expected: table })
  }
  return leaf.path
}
