import { showNumber, type Figure } from '../../src/cli/bench/summary.js'
import type { Result } from '../support/results.js'
import type { Target } from './targets.js'

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

/** A row for each figure: name, least, median, greatest. */
export function figureTable(
  figures: readonly (readonly [name: string, figure: Figure | undefined])[]
): string {
  const rows = figures.flatMap(([name, value]) => (value === undefined ? [] : [figureRow(name, value)]))
  return table(['', 'least', 'median', 'greatest'], rows)
}

function figureRow(name: string, { unit, min, median, max }: Figure): string[] {
  return [name, ...[min, median, max].map((value) => `${showNumber(value)} ${unit}`)]
}

/** The targets with what was measured; a target is met when the median meets it. */
export function targetTable(targets: readonly Target[], results: ReadonlyMap<string, Result>): string {
  const rows = targets.map((target) => targetRow(target, results.get(target.of[0])?.figures[target.of[1]]))
  return table(['what', 'target', 'least', 'median', 'greatest', 'met'], rows)
}

/** What stands in the way of those that are missed. */
export function obstacles(targets: readonly Target[], results: ReadonlyMap<string, Result>): string {
  const missed = targets.filter((target) => {
    const measured = results.get(target.of[0])?.figures[target.of[1]]
    return measured !== undefined && !isMet(target, measured)
  })
  const lines = missed.map(({ what, obstacle }) => `- ${what}: ${obstacle ?? 'to be found out.'}`)
  return lines.length === 0
    ? ''
    : `\nWhat stands in the way of those that are missed:\n\n${lines.join('\n')}\n`
}

function isMet({ atMost, atLeast }: Target, { median }: Figure): boolean {
  return atMost === undefined ? median >= (atLeast ?? NaN) : median <= atMost
}

function targetRow(target: Target, measured: Figure | undefined): string[] {
  const { what, unit, atMost, atLeast } = target
  const sign = atMost === undefined ? '≥' : '≤'
  const bound = `${sign} ${showNumber(atMost ?? atLeast ?? NaN)} ${unit}`
  if (measured === undefined) return [what, bound, '', '', '', 'not measured']
  return [what, bound, ...figureRow('', measured).slice(1), isMet(target, measured) ? 'yes' : '**no**']
}

/** Where, with what and how a result was taken. */
export function provenance({ command, takenAt, machine, versions, repetitions, conditions }: Result): string {
  const list = (values: Readonly<Record<string, string | number>>): string =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${typeof value === 'number' ? value.toLocaleString('en') : value}`)
      .join(', ')
  const { processor, cores, memoryGiB, system, load } = machine
  return [
    `\`${command}\`, ${takenAt.slice(0, 10)}, ${repetitions} ${repetitions === 1 ? 'run' : 'runs in turns'} of each.`,
    `Machine: ${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}; load ${load.toFixed(1)} at the start.`,
    `Versions: ${list(versions)}.`,
    `Conditions: ${list(conditions)}.`
  ].join('\n')
}
