import type { Result } from '../support/results.js'
import { figureTable } from './tables.js'

const WARM_FIGURES: Readonly<Record<string, string>> = {
  scan: 'scanning, an event',
  merge: 'merging, an event',
  fire: 'firing, a row',
  stateBytes: 'state, an open session'
}

const WARM_SIDES: Readonly<Record<string, string>> = {
  '': '',
  '.other': ', the other build',
  '.ratio': ', ratio'
}

/** Kernels whose state is as large as users have it, against another build where one was measured beside them. */
export function warm({ figures, conditions }: Result): string {
  const against = conditions['against']
  const rows = sizesOf(Object.keys(figures)).flatMap((sessions) =>
    Object.entries(WARM_FIGURES).flatMap(([name, title]) =>
      Object.entries(WARM_SIDES).map(
        ([side, of]) =>
          [
            `${sessions.toLocaleString('en')} sessions: ${title}${of}`,
            figures[`${sessions}.${name}${side}`]
          ] as const
      )
    )
  )
  const beside =
    against === undefined
      ? ''
      : `\nThe other build is the commit ${against}; a ratio is of two laps that followed each other.\n`
  return `## Kernels with warm state

Processor time on one thread, with so many sessions open: the three jobs' state in one shard.
${beside}
${figureTable(rows)}`
}

function sizesOf(names: readonly string[]): number[] {
  return [...new Set(names.map((name) => Number(name.split('.')[0])))].sort((a, b) => a - b)
}

const PANE_FIGURES: Readonly<Record<string, string>> = {
  merge: 'merging, an event',
  fire: 'firing, an event',
  state: 'state'
}

/** What a window of many panes costs. */
export function panes({ figures }: Result): string {
  const rows = Object.entries(figures).map(([name, value]) => {
    const [windows = '', aggregates = '', count = '', what = ''] = name.split('.')
    return [`${windows}, ${aggregates}, ${count} panes: ${PANE_FIGURES[what] ?? what}`, value] as const
  })
  return `## Windows of many panes

500 keys, 5,000 events/s of event time, panes of a second: \`numbers\` are five aggregates of fixed size, \`sets\` counts
distinct values. A window of one pane is a tumbling one.

${figureTable(rows)}`
}
