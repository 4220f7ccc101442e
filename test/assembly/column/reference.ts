/** SQL's expressions over nullable values in plain JavaScript: what the kernels must agree with. */
import { Buffer } from 'node:buffer'
import type { Value } from '../../support/plan-builder.js'

export const COMPARISONS = ['EQ', 'NE', 'LT', 'LE', 'GT', 'GE'] as const
export type Comparison = (typeof COMPARISONS)[number]

/** Negative, 0 or positive; strings by code points, which is by UTF-8 bytes. Neither is null. */
function order(l: Value, r: Value): number {
  if (typeof l === 'string' && typeof r === 'string') return Buffer.compare(Buffer.from(l), Buffer.from(r))
  if (l === null || r === null) throw new Error('nulls have no order')
  return l < r ? -1 : l > r ? 1 : 0
}

export function compare(op: Comparison, l: Value, r: Value): boolean | null {
  if (l === null || r === null) return null
  const sign = order(l, r)
  switch (op) {
    case 'EQ':
      return sign === 0
    case 'NE':
      return sign !== 0
    case 'LT':
      return sign < 0
    case 'LE':
      return sign <= 0
    case 'GT':
      return sign > 0
    case 'GE':
      return sign >= 0
  }
}

export function isIn(value: Value, list: readonly Value[]): boolean | null {
  return value === null ? null : list.some((item) => order(value, item) === 0)
}

export function like(value: Value, pattern: string): boolean | null {
  if (value === null) return null
  const parts = pattern.split('%').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'su').test(String(value))
}

export function and(l: Value, r: Value): boolean | null {
  if (l === false || r === false) return false
  return l === null || r === null ? null : true
}

export function or(l: Value, r: Value): boolean | null {
  if (l === true || r === true) return true
  return l === null || r === null ? null : false
}

export function not(value: Value): boolean | null {
  return value === null ? null : !value
}
