/** Parts of URLs. */
import { boundCall, boundLiteral } from '../../bound/bound.js'
import { call as callOf } from '../../words/column.js'
import type { Column, Origin } from '../../words/column.js'
import { operand } from '../lowering.js'
import type { ScalarFunction } from '../scalar-function.js'

/** assembly/column/functions/parse-url.ts has the same numbers. */
const URL_PARTS = {
  PROTOCOL: 0,
  AUTHORITY: 1,
  USERINFO: 2,
  HOST: 3,
  PATH: 4,
  QUERY: 5,
  FILE: 6,
  REF: 7
} as const

type UrlPart = keyof typeof URL_PARTS

const PARSE_URL: ScalarFunction = {
  name: 'PARSE_URL',
  code: 146,
  docs: `A part of a URL, as it is written: ${Object.keys(URL_PARTS).join(', ')}; of the QUERY with a name, the value that this has first. Null where there is none, and for text that does not begin with a scheme; any scheme will do, where Flink knows only those of Java.`,
  bind({ operands: [url, part, name] }, binder) {
    const bound = binder.expect(url!, ['STRING'])
    const wanted = part?.kind === 'literal' ? String(part.value) : ''
    if (!Object.hasOwn(URL_PARTS, wanted)) {
      throw binder.invalid(`'${wanted}' of PARSE_URL is none of ${Object.keys(URL_PARTS).join(', ')}`)
    }
    if (name === undefined)
      return boundCall('PARSE_URL', [bound, boundLiteral(wanted, 'STRING')], 'STRING', {})
    if (
      wanted !== 'QUERY' ||
      name.kind !== 'literal' ||
      typeof name.value !== 'string' ||
      name.value === ''
    ) {
      throw binder.invalid('PARSE_URL takes a name, which is a text, with QUERY alone')
    }
    const constants = [boundLiteral(wanted, 'STRING'), boundLiteral(name.value, 'STRING')]
    return boundCall('PARSE_URL', [bound, ...constants], 'STRING', {})
  },
  lower(call, register) {
    const [, part, name] = call.operands.map((each) => (each.kind === 'literal' ? String(each.value) : ''))
    const head = Buffer.alloc(4)
    head.writeUInt32LE(URL_PARTS[part as UrlPart], 0)
    const constant = Buffer.concat([head, Buffer.from(name ?? '')])
    return { op: 'FUNCTION', code: PARSE_URL.code, operands: [register(operand(call, 0))], constant }
  },
  sql: (operands) => `PARSE_URL(${operands.join(', ')})`
}

/**
 * A part of a URL, as it is written; of the 'QUERY' with a name, the value that this has first. Null where there is none,
 * and for text that does not begin with a scheme.
 */
export function parseUrl<S extends Origin>(
  url: Column<'STRING', S>,
  part: UrlPart,
  name?: string
): Column<'STRING', S> {
  return callOf('PARSE_URL', name === undefined ? [url, part] : [url, part, name])
}

export default [PARSE_URL]
