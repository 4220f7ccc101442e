/** A checked job as a tree of operators, as Flink's EXPLAIN prints it. */
import type { BoundBranch, BoundColumn, BoundJob } from '../../table/check/job.js'
import type { Bound } from '../../table/bound/bound.js'
import { expressionText, windowText } from '../../table/print/sql.js'

/** An operator with what it does, above its inputs. */
interface Operator {
  readonly name: string
  readonly inputs: readonly Operator[]
}

/** From the sink down to the scans, an operator a line. */
export function jobTree(job: BoundJob): string {
  const fields = job.columns.map(({ name }) => name).join(', ')
  const sink = { name: `Sink(table=[${job.sink.name}], fields=[${fields}])`, inputs: [bodyOf(job)] }
  return linesOf(sink, '', '').join('\n')
}

function bodyOf(job: BoundJob): Operator {
  if (job.kind === 'rows') {
    return unionOf(
      job.branches.map((branch) => projectOf(named(job.columns, branch.values), filteredScan(branch)))
    )
  }
  const input = unionOf(job.branches.map(filteredScan))
  const keys = textsOf(job.keys.map(({ operands }) => operands[0]!))
  const aggregates = job.aggregates.map(({ expression }) => expressionText(expression))
  const groups: Operator = {
    name: `WindowAggregate(window=[${windowText(job.window)}], groupBy=[${keys}], select=[${aggregates.join(', ')}])`,
    inputs: [input]
  }
  const values = job.columns.map(({ value }) => value)
  return projectOf(named(job.columns, values), filterOf('having', job.having, groups))
}

function filteredScan({ source, conjuncts }: BoundBranch): Operator {
  return filterOf('where', conjuncts, { name: `Scan(source=[${source.name}])`, inputs: [] })
}

function filterOf(clause: string, conjuncts: readonly Bound[], input: Operator): Operator {
  if (conjuncts.length === 0) return input
  const condition = conjuncts.map(({ expression }) => expressionText(expression)).join(' AND ')
  return { name: `Filter(${clause}=[${condition}])`, inputs: [input] }
}

function projectOf(columns: string, input: Operator): Operator {
  return { name: `Project(select=[${columns}])`, inputs: [input] }
}

function unionOf(inputs: readonly Operator[]): Operator {
  const [only] = inputs
  return inputs.length === 1 && only !== undefined ? only : { name: 'Union(all=[true])', inputs }
}

function named(columns: readonly BoundColumn[], values: readonly Bound[]): string {
  return columns.map(({ name }, i) => `${expressionText(values[i]!.expression)} AS ${name}`).join(', ')
}

function textsOf(all: readonly Bound[]): string {
  return all.map(({ expression }) => expressionText(expression)).join(', ')
}

/** @param first what stands before the operator, `rest` what stands before everything below it */
function linesOf({ name, inputs }: Operator, first: string, rest: string): string[] {
  const below = inputs.flatMap((input, i) => {
    const isLast = i === inputs.length - 1
    return linesOf(input, `${rest}${isLast ? '+- ' : ':- '}`, `${rest}${isLast ? '   ' : ':  '}`)
  })
  return [`${first}${name}`, ...below]
}
