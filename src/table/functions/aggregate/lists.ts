/** LISTAGG: values as one text. */
import { aggregate } from '../../words/aggregate.js'
import type { Aggregate } from '../../words/aggregate.js'
import type { Column } from '../../words/column.js'
import type { Parameters } from '../../tree/expression.js'
import { withDistinct } from './with-distinct.js'

/** Bytes of the text where nothing else is said. */
const DEFAULT_BYTES = 4096
/** What a group's state may grow to. */
const MOST_BYTES = 65_536
/** A separator is a word of the plan. */
const MOST_SEPARATOR_BYTES = 4

/** How the values are joined. */
export interface ListOptions {
  /** Between two values: at most four bytes of UTF-8; a comma where it is left out. */
  readonly separator?: string
  /** Most bytes of the text, 1 to 65,536; 4,096 where it is left out. */
  readonly maxBytes?: number
}

function check({ separator, maxBytes }: Parameters, text: string): string | null {
  const bytes = Buffer.byteLength(String(separator))
  if (bytes > MOST_SEPARATOR_BYTES || String(separator).includes('\0')) {
    return `the separator of ${text} has ${String(bytes)} bytes; it may have up to ${String(MOST_SEPARATOR_BYTES)}, none of them 0`
  }
  const isBound = Number.isSafeInteger(maxBytes) && Number(maxBytes) >= 1 && Number(maxBytes) <= MOST_BYTES
  return isBound ? null : `maxBytes of ${text} must be a whole number from 1 to ${String(MOST_BYTES)}`
}

/** The separator as a word, its first byte the lowest. */
function encode({ separator, maxBytes }: Parameters): { flags: number; param: number } {
  const bytes = Buffer.alloc(MOST_SEPARATOR_BYTES)
  bytes.write(String(separator))
  return { flags: bytes.readUInt32LE(), param: Number(maxBytes) }
}

/**
 * The values that are not null as one text, in the order of the rows' times, those of one time by code point; with
 * `distinct()` each once, by code point. As many whole values as fit into `maxBytes`, from the first on. Null when
 * there is none.
 */
export function listAgg<S extends string>(
  column: Column<'STRING', S>,
  { separator = ',', maxBytes = DEFAULT_BYTES }: ListOptions = {}
): Aggregate<'STRING', S> {
  return aggregate('LISTAGG', column, { separator, maxBytes })
}

export default withDistinct(
  {
    name: 'LISTAGG',
    code: 25,
    docs: 'The values as one text by the times of the rows, as many as fit a bound of bytes; null when there is none.',
    inputTypes: () => ['STRING'],
    resultType: () => 'STRING',
    check,
    encode,
    sql: (operand, { separator }) => `LISTAGG(${operand}, '${String(separator).replaceAll("'", "''")}')`
  },
  26,
  'The text, by code point,'
)
