/** Windows that are aligned to the epoch. */
import type { Window } from '../../tree/expression.js'
import type { WindowKind } from '../window-kind.js'

const TUMBLE: WindowKind = {
  name: 'TUMBLE',
  code: 0,
  docs: 'Windows of one size side by side.',
  sizes: ['size'],
  physical: ({ size = 0 }) => ({ size, slide: size, gap: 0 })
}

const HOP: WindowKind = {
  name: 'HOP',
  code: 1,
  docs: 'Windows of one size, a new one every slide, so that they overlap.',
  sizes: ['size', 'slide'],
  check: ({ size = 0, slide = 0 }) =>
    slide > size ? `the window's slide (${slide} ms) exceeds its size (${size} ms)` : null,
  physical: ({ size = 0, slide = 0 }) => ({ size, slide, gap: 0 })
}

const CUMULATE: WindowKind = {
  name: 'CUMULATE',
  code: 3,
  docs: 'Windows that begin together and end one step after the other, up to a size; then anew.',
  sizes: ['size', 'step'],
  check: ({ size = 0, step = 0 }) =>
    size % step === 0 ? null : `the window's size (${size} ms) is no multiple of its step (${step} ms)`,
  physical: ({ size = 0, step = 0 }) => ({ size, slide: step, gap: 0 })
}

/** Windows of `size` ms side by side, aligned to the epoch. */
export function tumble(size: number): Window {
  return { kind: 'TUMBLE', sizes: { size } }
}

/** Windows of `size` ms, a new one every `slide` ms (at most `size`), aligned to the epoch. */
export function hop(size: number, slide: number): Window {
  return { kind: 'HOP', sizes: { size, slide } }
}

/**
 * Windows that grow: all that begin together at a multiple of `size` ms, one of `step` ms, one of two steps, and so
 * on up to `size` ms, which is a multiple of `step`. Running totals of a day, every hour: `cumulate(days(1), hours(1))`.
 */
export function cumulate(size: number, step: number): Window {
  return { kind: 'CUMULATE', sizes: { size, step } }
}

export default [TUMBLE, HOP, CUMULATE]
