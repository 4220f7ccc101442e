/** The INSERT of one job. */
import type { BoundGroup } from '../table/bound/bound.js'
import type { Bound } from '../table/bound/bound.js'
import type { BoundAggregateJob, BoundBranch, BoundJob, BoundRowsJob } from '../table/check/job.js'
import { ExpressionPrinter } from './expressions.js'
import { eventTimeMs, fieldText, TIME } from './fields.js'
import type { Findings, Place } from './findings.js'
import { interval, msOf, quoted, timestampConstant } from './text.js'
import { BY_TIME } from './twins/chosen.js'
import { twinOf } from './twins/twin.js'
import { isGroupWindow, WINDOW_TWINS } from './twins/window.js'

export interface InsertContext {
  readonly findings: Findings
  readonly isEventTime: boolean
  /** The table of a source, as SQL names it. */
  sourceName(source: string): string
  readonly sinkName: string
  /** Only windows that end after it are written; ms, null: all. */
  readonly after: number | null
}

/** Milliseconds of a row's time, for the length of a session. */
const MS = '$ms'

export function insertOf(job: BoundJob, context: InsertContext): string {
  const body = job.kind === 'rows' ? rowsBody(job, context) : new WindowInsert(job, context).body()
  return `-- ${job.name}\nINSERT INTO ${quoted(context.sinkName)}\n${body};`
}

function rowsBody(job: BoundRowsJob, context: InsertContext): string {
  const branches = job.branches.map((branch) => {
    const columns = job.columns.map(({ name }, i) => {
      const printer = rowPrinter(context, { job: job.name, column: `column ${name}` })
      return named(printer.print(branch.values[i]!), name)
    })
    return selectText(job.name, branch, columns, context)
  })
  return branches.join('\nUNION ALL\n')
}

/** Expressions over the columns of a source's table. */
function rowPrinter(context: InsertContext, place: Place): ExpressionPrinter {
  return new ExpressionPrinter(context.findings, place, {
    field: ({ path, type }) => fieldText(path, type),
    group: () => {
      throw new RangeError('rows have no groups')
    }
  })
}

function selectText(
  job: string,
  { source, conjuncts }: BoundBranch,
  columns: readonly string[],
  context: InsertContext
): string {
  const printer = rowPrinter(context, { job, column: 'the condition of filter()' })
  const conditions = [
    ...(context.isEventTime ? [`${quoted(TIME)} IS NOT NULL`] : []),
    ...conjuncts.map((condition) => printer.print(condition))
  ]
  const where = conditions.length === 0 ? '' : `\nWHERE ${conditions.join('\n  AND ')}`
  return `SELECT\n${indented(columns.join(',\n'))}\nFROM ${quoted(context.sourceName(source.name))}${where}`
}

/** The INSERT of a job with windows: its rows in a WITH of their own, over them the window and the groups. */
class WindowInsert {
  readonly #job: BoundAggregateJob
  readonly #context: InsertContext
  /** Columns of the rows: by the keys of the bound operands of all branches. */
  readonly #rowColumns = new Map<string, { name: string; operands: readonly Bound[]; place: Place }>()
  readonly #keyNames: readonly string[]
  /** Of each aggregate the columns of the rows that it takes. */
  readonly #operandNames: readonly (readonly string[])[]

  constructor(job: BoundAggregateJob, context: InsertContext) {
    this.#job = job
    this.#context = context
    this.#keyNames = job.keys.map(({ operands }, i) => {
      const shown = job.columns.find(
        ({ value }) => value.kind === 'group' && value.source === 'KEY' && value.index === i
      )
      return this.#rowColumn(operands, shown?.name, `key ${i + 1}`)
    })
    this.#operandNames = job.aggregates.map(({ operands, bys, function: name }) => {
      const columns = [operands, bys].map((each) => each.filter((operand) => operand !== null))
      const names = columns
        .filter(({ length }) => length > 0)
        .map((each) => this.#rowColumn(each, undefined, `the operand of ${name}`))
      return BY_TIME.has(name) ? [...names, MS] : names
    })
  }

  body(): string {
    const { window, having, columns, name: job, branches } = this.#job
    const rows = branches.map((branch, i) =>
      selectText(job, branch, this.#rowTexts(branch, i), this.#context)
    )
    const output = columns.map(({ name, value }) => {
      const text = this.#printer({ job, column: `column ${name}` }).print(value)
      return named(text, name)
    })
    const isGroup = isGroupWindow(window.kind, window.sizes)
    const groupBy = isGroup ? [this.#window()] : [quoted('window_start'), quoted('window_end')]
    const cut = this.#cut()
    const conditions = having.map((condition) =>
      this.#printer({ job, column: 'the condition of having()' }).print(condition)
    )
    // The older form has no window columns before the groups.
    const where = !isGroup && cut !== null ? `\nWHERE ${cut}` : ''
    const havings = isGroup && cut !== null ? [cut, ...conditions] : conditions
    return [
      `WITH ${quoted('rows')} AS (\n${indented(rows.join('\nUNION ALL\n'))}\n)`,
      `SELECT\n${indented(output.join(',\n'))}`,
      `FROM ${isGroup ? quoted('rows') : this.#window()}${where}`,
      `GROUP BY ${[...groupBy, ...this.#keyNames.map(quoted)].join(', ')}`,
      ...(havings.length === 0 ? [] : [`HAVING ${havings.join('\n  AND ')}`])
    ].join('\n')
  }

  #rowTexts({ source }: BoundBranch, branch: number): string[] {
    const columns = [...this.#rowColumns.values()].map(({ name, operands, place }) => {
      return named(rowPrinter(this.#context, place).print(operands[branch]!), name)
    })
    const time = [quoted(TIME)]
    if (this.#needsMs())
      time.push(`${this.#context.isEventTime ? eventTimeMs(source) : msOf(quoted(TIME))} AS ${quoted(MS)}`)
    return [...time, ...columns]
  }

  /** The name of a column of the rows that holds these operands, one a branch. */
  #rowColumn(operands: readonly Bound[], wanted: string | undefined, what: string): string {
    const id = JSON.stringify(operands.map(({ key }) => key))
    const known = this.#rowColumns.get(id)
    if (known !== undefined) return known.name
    const [first] = operands
    const proposed = wanted ?? (first?.kind === 'field' ? first.path.replaceAll('.', '_') : 'value')
    const name = this.#free(proposed)
    this.#rowColumns.set(id, { name, operands, place: { job: this.#job.name, column: what } })
    return name
  }

  /** Names that the window functions add are taken already. */
  #free(proposed: string): string {
    const taken = new Set(['window_start', 'window_end', 'window_time', TIME, MS])
    for (const { name } of this.#rowColumns.values()) taken.add(name)
    for (let i = 1; ; i++) {
      const name = i === 1 ? proposed : `${proposed}_${i}`
      if (!taken.has(name)) return name
    }
  }

  #window(): string {
    const { kind, sizes } = this.#job.window
    const twin = twinOf(WINDOW_TWINS, kind, sizes)
    if (twin?.sql === undefined) {
      const place = { job: this.#job.name, column: 'its window' }
      this.#context.findings.differs(place, kind, 'Flink SQL has no such windows', true)
      return kind
    }
    return twin.sql([quoted('rows'), quoted(TIME), ...this.#keyNames.map(quoted)], sizes)
  }

  #printer(place: Place): ExpressionPrinter {
    const printer: ExpressionPrinter = new ExpressionPrinter(this.#context.findings, place, {
      field: () => {
        throw new RangeError('groups have no fields')
      },
      group: (leaf) => this.#group(leaf, printer)
    })
    return printer
  }

  #group({ source, index, param }: BoundGroup, printer: ExpressionPrinter): string {
    switch (source) {
      case 'KEY':
        return quoted(this.#keyNames[index]!)
      case 'AGGREGATE':
        return printer.aggregate(this.#job.aggregates[index]!, this.#operandNames[index]!.map(quoted))
      case 'WINDOW_START':
        return `CAST(${this.#bound('START')} AS TIMESTAMP_LTZ(3))`
      case 'WINDOW_END':
        return `CAST(${this.#bound('END')} AS TIMESTAMP_LTZ(3))`
      case 'WINDOW_DURATION':
        return param > 1 ? `(${this.#duration()}) / ${param} * ${param}` : this.#duration()
    }
  }

  /** Start or end of the window, without a zone. */
  #bound(which: 'START' | 'END'): string {
    const { kind, sizes } = this.#job.window
    if (!isGroupWindow(kind, sizes)) return quoted(`window_${which.toLowerCase()}`)
    const { size = 0, slide = 0 } = sizes
    return `HOP_${which}(${quoted(TIME)}, ${interval(slide)}, ${interval(size)})`
  }

  #duration(): string {
    const { kind, sizes } = this.#job.window
    if (kind === 'TUMBLE' || kind === 'HOP') return `CAST(${String(sizes['size'])} AS BIGINT)`
    if (this.#saysDurationByRows()) return `MAX(${quoted(MS)}) - MIN(${quoted(MS)}) + ${String(sizes['gap'])}`
    const [start, end] = [this.#bound('START'), this.#bound('END')]
    return `(EXTRACT(EPOCH FROM ${end}) - EXTRACT(EPOCH FROM ${start})) * 1000 + EXTRACT(MILLISECOND FROM ${end}) - EXTRACT(MILLISECOND FROM ${start})`
  }

  #needsMs(): boolean {
    return this.#saysDurationByRows() || this.#job.aggregates.some(({ function: name }) => BY_TIME.has(name))
  }

  /** Whether the length of a session is said by the times of its rows. */
  #saysDurationByRows(): boolean {
    const { window, columns, having } = this.#job
    const values = [...columns.map(({ value }) => value), ...having]
    return this.#context.isEventTime && window.kind === 'SESSION' && values.some(saysDuration)
  }

  #cut(): string | null {
    const { after } = this.#context
    return after === null ? null : `${this.#bound('END')} > ${timestampConstant(after)}`
  }
}

function named(text: string, name: string): string {
  return text === quoted(name) ? text : `${text} AS ${quoted(name)}`
}

function saysDuration(bound: Bound): boolean {
  if (bound.kind === 'group') return bound.source === 'WINDOW_DURATION'
  return bound.operands.some(saysDuration)
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ')
}
