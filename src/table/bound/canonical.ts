/**
 * Canonical forms: what an expression, a job or a source is, as nested lists of plain values. Equal meaning (as far
 * as the checks see it) gives equal forms; identity is made of them, never of printed text.
 */
import { createHash } from 'node:crypto'
import type { LiteralValue, Parameters } from '../tree/expression.js'

export type Canonical = string | number | boolean | null | readonly Canonical[]

/** Numbers as text that tells -0 from 0 and holds every bigint; the type beside it tells the kinds apart. */
export function canonicalLiteral(value: LiteralValue): Canonical {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  return value
}

export function canonicalParameters(parameters: Parameters): Canonical {
  return Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, value])
}

/** Forms in an order of their own, each once: a set. */
export function canonicalSet(forms: readonly Canonical[]): Canonical {
  const byKey = new Map(forms.map((form) => [keyOf(form), form]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, form]) => form)
}

/** Equal for equal forms only. */
export function keyOf(form: Canonical): string {
  return JSON.stringify(form)
}

/** Hex SHA-256 of a canonical form. */
export function fingerprintOf(form: Canonical): string {
  return createHash('sha256').update(keyOf(form)).digest('hex')
}
