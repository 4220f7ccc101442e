import { describe, expect, it } from 'vitest'
import { OptionReader, parseSpec } from '../../src/connectors/spec.js'

describe('parseSpec', () => {
  it('tells kind, values and options apart', () => {
    const spec = parseSpec('file:a.ndjson,C:/b=c.ndjson,at_end=hold,note=x=y')
    expect(spec.kind).toBe('file')
    expect(spec.values).toEqual(['a.ndjson', 'C:/b=c.ndjson'])
    expect([...spec.options]).toEqual([
      ['at_end', 'hold'],
      ['note', 'x=y']
    ])
    expect(parseSpec('print')).toEqual({ kind: 'print', values: [], options: new Map() })
  })
})

describe('OptionReader', () => {
  const reader = (text: string): OptionReader => new OptionReader(parseSpec(text))

  it('reads each type and falls back', () => {
    const options = reader('x:n=3,ratio=0.5,on=true,mode=b,at=2026-01-01T00:00:00Z,ms=1767225600000')
    const range = { min: 0, max: 9e12 }
    expect(options.number('n', 1, { min: 0 })).toBe(3)
    expect(options.number('ratio', 0, { min: 0, max: 1, integer: false })).toBe(0.5)
    expect(options.number('other', 7, { min: 0 })).toBe(7)
    expect(options.boolean('on', false)).toBe(true)
    expect(options.boolean('off', false)).toBe(false)
    expect(options.choice('mode', 'a', ['a', 'b'])).toBe('b')
    expect(options.time('at', 0, range)).toBe(1767225600000)
    expect(options.time('ms', 0, range)).toBe(1767225600000)
    expect(options.time('none', 5, range)).toBe(5)
    options.finish({ values: false })
  })

  it.each(['n=x', 'n=', 'n=1.5', 'n=-1', 'n=11', 'n=Infinity'])('refuses the number %s', (option) => {
    expect(() => reader(`x:${option}`).number('n', 1, { min: 0, max: 10 })).toThrow(
      /Connector x, n: found .*, expected an integer from 0 to 10/
    )
  })

  it('names what is allowed', () => {
    expect(() => reader('x:mode=c').choice('mode', 'a', ['a', 'b'])).toThrow('expected one of a, b')
    expect(() => reader('x:t=soon').time('t', 0, { min: 0, max: 1 })).toThrow('ISO 8601 time from 1970-01-01')
  })

  it('refuses options nobody read, and values nobody takes', () => {
    const options = reader('x:rat=3')
    options.number('rate', 1, { min: 0 })
    expect(() => options.finish({ values: true })).toThrow('no option of this connector; its options: rate')
    expect(() => reader('x:what').finish({ values: false })).toThrow('an option, written name=value')
  })
})
