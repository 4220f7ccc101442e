/** Flink's twins of window kinds. */
import { interval } from '../text.js'
import type { Twins, TwinTable } from './twin.js'

/** The sizes of a window in ms, by name. */
export type WindowShape = Readonly<Record<string, number>>

/** Operands: the table of rows, its time column and the keys. */
function tableFunction(
  name: string,
  sizes: readonly string[]
): (operands: readonly string[], shape: WindowShape) => string {
  return ([rows, time], shape) => {
    const spans = sizes.map((size) => interval(shape[size] ?? 0))
    return `TABLE(${name}(TABLE ${String(rows)}, DESCRIPTOR(${String(time)}), ${spans.join(', ')}))`
  }
}

function sessions([rows, time, ...keys]: readonly string[], { gap = 0 }: WindowShape): string {
  const partition = keys.length === 0 ? '' : ` PARTITION BY (${keys.join(', ')})`
  return `TABLE(SESSION(TABLE ${String(rows)}${partition}, DESCRIPTOR(${String(time)}), ${interval(gap)}))`
}

/** Whether a window is said by the older functions of GROUP BY (HOP, HOP_START, HOP_END) instead of a table function. */
export function isGroupWindow(kind: string, { size = 0, slide = 1 }: WindowShape): boolean {
  return kind === 'HOP' && size % slide !== 0
}

const HOP: Twins<WindowShape> = [
  {
    kind: 'expression',
    when: 'of a size that is no multiple of its slide',
    fits: (shape) => isGroupWindow('HOP', shape),
    sql: ([, time], { size = 0, slide = 0 }) => `HOP(${String(time)}, ${interval(slide)}, ${interval(size)})`
  },
  { kind: 'same', when: 'of other sizes', sql: tableFunction('HOP', ['slide', 'size']) }
]

export const WINDOW_TWINS: TwinTable<WindowShape> = {
  TUMBLE: [{ kind: 'same', sql: tableFunction('TUMBLE', ['size']) }],
  HOP,
  CUMULATE: [{ kind: 'same', sql: tableFunction('CUMULATE', ['step', 'size']) }],
  SESSION: [{ kind: 'same', sql: sessions }]
}
