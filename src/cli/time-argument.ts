/** Epoch milliseconds or an ISO 8601 time with its zone; null for anything else. */
export function timeOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text)
  if (!/^\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:?\d\d)$/.test(text)) return null
  const time = Date.parse(text.replace(' ', 'T'))
  return Number.isNaN(time) ? null : time
}
