/** Windows, aggregates and window functions: what a pipeline is made of beside columns. */
import type { Column } from './column.js'
import type { AggregateCall, AggregateFunction, Window, WindowProperty } from './logical.js'
import type { TypeName } from './types.js'

/** A number of seconds in milliseconds, the unit of all window sizes. */
export function seconds(count: number): number {
  return Math.round(count * 1000)
}

/** A number of minutes in milliseconds. */
export function minutes(count: number): number {
  return seconds(count * 60)
}

/** Windows of `size` ms side by side, aligned to the epoch. */
export function tumble(size: number): Window {
  return { kind: 'tumble', size }
}

/** Windows of `size` ms, a new one every `slide` ms (at most `size`), aligned to the epoch. */
export function hop(size: number, slide: number): Window {
  return { kind: 'hop', size, slide }
}

/** A window for each run of events of a key with less than `gap` ms between them; it ends `gap` ms after the last. */
export function session(gap: number): Window {
  return { kind: 'session', gap }
}

/** An aggregate over the rows of a key and window, with a result of type `T`. */
export class Aggregate<T extends TypeName = TypeName> {
  /** For the type checker only. */
  declare readonly type: T

  constructor(readonly node: AggregateCall) {}
}

function aggregate<T extends TypeName>(
  name: AggregateFunction,
  column: Column | undefined,
  options: { truncate?: boolean; fraction?: number } = {}
): Aggregate<T> {
  return new Aggregate({
    kind: 'aggregate',
    function: name,
    operand: column?.node ?? null,
    truncate: options.truncate ?? false,
    fraction: options.fraction ?? 0
  })
}

/** The number of rows, or of those where `column` is not null. */
export function count(column?: Column): Aggregate<'BIGINT'> {
  return aggregate(column === undefined ? 'COUNT_ALL' : 'COUNT', column)
}

/** The exact number of distinct values that are not null. */
export function countDistinct(column: Column): Aggregate<'BIGINT'> {
  return aggregate('COUNT_DISTINCT', column)
}

/** The exact sum; null when there is no value. */
export function sum<T extends 'BIGINT' | 'DOUBLE'>(column: Column<T>): Aggregate<T> {
  return aggregate('SUM', column)
}

/** The mean as a DOUBLE; null when there is no value. `truncate` cuts it toward zero, as Flink does for integers. */
export function avg(column: Column<'BIGINT'>, options?: { readonly truncate?: boolean }): Aggregate<'DOUBLE'>
export function avg(column: Column<'DOUBLE'>): Aggregate<'DOUBLE'>
export function avg(
  column: Column<'BIGINT' | 'DOUBLE'>,
  options: { readonly truncate?: boolean } = {}
): Aggregate<'DOUBLE'> {
  return aggregate('AVG', column, options)
}

/** The least value; strings compare by code point. Null when there is no value. */
export function min<T extends TypeName>(column: Column<T>): Aggregate<T> {
  return aggregate('MIN', column)
}

/** The greatest value; strings compare by code point. Null when there is no value. */
export function max<T extends TypeName>(column: Column<T>): Aggregate<T> {
  return aggregate('MAX', column)
}

/**
 * The exact percentile at `fraction` (0 to 1), interpolated linearly between neighbours as SQL's
 * PERCENTILE_CONT does. Null when there is no value.
 */
export function percentile(column: Column<'BIGINT' | 'DOUBLE'>, fraction: number): Aggregate<'DOUBLE'> {
  return aggregate('PERCENTILE', column, { fraction })
}

/** A property of the window that a result row belongs to, of type `T`. */
export class WindowFunction<T extends TypeName = TypeName> {
  /** For the type checker only. */
  declare readonly type: T

  constructor(readonly node: WindowProperty) {}
}

/** The first instant of the window. */
export function windowStart(): WindowFunction<'TIMESTAMP'> {
  return new WindowFunction({ kind: 'window', property: 'start', floorTo: 1 })
}

/** The first instant after the window; for a session the last event plus the gap. */
export function windowEnd(): WindowFunction<'TIMESTAMP'> {
  return new WindowFunction({ kind: 'window', property: 'end', floorTo: 1 })
}

/** End minus start in milliseconds, floored to whole seconds (still in milliseconds) where `floorTo` says so. */
export function windowDuration(
  options: { readonly floorTo?: 'millisecond' | 'second' } = {}
): WindowFunction<'BIGINT'> {
  const floorTo = options.floorTo === 'second' ? 1000 : 1
  return new WindowFunction({ kind: 'window', property: 'duration', floorTo })
}
