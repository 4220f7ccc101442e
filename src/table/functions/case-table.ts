/** Letters in another case: JavaScript's own tables, as a constant of the plan. assembly/column/case-map.ts draws it. */

const LAST_CODE_POINT = 0x10ffff
const tables = new Map<'upper' | 'lower', Uint8Array>()

/**
 * Every code point that has another form in this case, without regard to language and neighbours; made once, in some
 * 40 ms.
 */
export function caseTable(letterCase: 'upper' | 'lower'): Uint8Array {
  const known = tables.get(letterCase)
  if (known !== undefined) return known
  const table = encode(formsIn(letterCase))
  tables.set(letterCase, table)
  return table
}

function formsIn(letterCase: 'upper' | 'lower'): (readonly [point: number, form: string])[] {
  const forms: (readonly [number, string])[] = []
  for (let point = 0; point <= LAST_CODE_POINT; point++) {
    const letter = String.fromCodePoint(point)
    const form = letterCase === 'upper' ? letter.toUpperCase() : letter.toLowerCase()
    if (form !== letter) forms.push([point, form])
  }
  return forms
}

function encode(forms: readonly (readonly [number, string])[]): Uint8Array {
  const texts = forms.map(([, form]) => Buffer.from(form))
  const start = 4 + 8 * forms.length
  const table = Buffer.alloc(start + texts.reduce((sum, text) => sum + 1 + text.length, 0))
  table.writeUInt32LE(forms.length, 0)
  let at = start
  forms.forEach(([point], i) => {
    const text = texts[i]!
    table.writeUInt32LE(point, 4 + 8 * i)
    table.writeUInt32LE(at, 8 + 8 * i)
    table.writeUInt8(text.length, at)
    text.copy(table, at + 1)
    at += 1 + text.length
  })
  return table
}
