/** The fit of a job's result to its sink table. */
import type { SinkDefinition } from '../tree/node.js'
import type { TypeName } from '../types.js'
import type { JobErrors } from './job-errors.js'

/** @throws MillraceError PLAN_SINK_COLUMNS, PLAN_TYPE_MISMATCH */
export function checkSink(
  errors: JobErrors,
  sink: SinkDefinition,
  columns: readonly { readonly name: string; readonly type: TypeName }[]
): void {
  const expected = Object.keys(sink.columns)
  const found = columns.map(({ name }) => name)
  if (expected.length === 0) throw errors.invalid(`sink ${sink.name} has no columns`)
  if (expected.join() !== found.join()) {
    throw errors.error('PLAN_SINK_COLUMNS', {
      sink: sink.name,
      expected: expected.join(', '),
      found: `${found.join(', ') || 'none'} (${differences(expected, found)})`
    })
  }
  for (const { name, type } of columns) {
    const wanted = sink.columns[name]?.type
    if (wanted !== undefined && wanted !== type) {
      throw errors.mismatch(`${name} of sink ${sink.name}`, wanted, withHint(type, wanted))
    }
  }
}

/** Numbers are written as DOUBLE so easily that it is said where a BIGINT was wanted. */
function withHint(found: TypeName, wanted: TypeName): string {
  return wanted === 'BIGINT' && found === 'DOUBLE' ? 'DOUBLE (1 is a DOUBLE by itself, 1n is a BIGINT)' : found
}

function differences(expected: readonly string[], found: readonly string[]): string {
  const missing = expected.filter((name) => !found.includes(name))
  const extra = found.filter((name) => !expected.includes(name))
  const parts = [
    missing.length > 0 ? `missing: ${missing.join(', ')}` : '',
    extra.length > 0 ? `not in the sink: ${extra.join(', ')}` : '',
    missing.length + extra.length === 0 ? 'in another order' : ''
  ]
  return parts.filter(Boolean).join('; ')
}
