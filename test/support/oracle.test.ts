import { describe, expect, it } from 'vitest'
import { diffRows, expectSameRows, normaliseRow, parseRows } from './rows.js'
import {
  expectOracleRows,
  loadEvents,
  loadEventsByPartition,
  loadExpected,
  loadLate,
  loadProbes,
  toLine,
  toLines
} from './oracle.js'

describe('oracle data', () => {
  it.each(['clean', 'messy'] as const)('loads %s', (dataset) => {
    const events = loadEvents(dataset)
    const partitions = loadEventsByPartition(dataset)
    expect(partitions.length).toBe(4)
    expect(partitions.flat().length).toBe(events.length)
    const expected = loadExpected(dataset)
    expect(expected.session_metrics.length).toBeGreaterThan(7000)
    expectOracleRows(expected, expected, 'compatible')
  })

  it('loads the probes', () => {
    const probes = loadProbes()
    expect(probes.length).toBe(79)
    expect(probes.filter(({ mayDiffer }) => mayDiffer !== undefined).length).toBe(10)
    expect(probes.flatMap(({ values }) => values).some((value) => value === null)).toBe(true)
  })

  it('loads the late events', () => {
    const { phases, expected } = loadLate()
    expect(phases.length).toBe(11)
    expect(JSON.parse(phases[1]![0]!.toString())).toMatchObject({ timestamp: Date.UTC(2026, 0, 1) + 69_998 })
    expect(expected.session_metrics.length).toBe(7)
  })

  it.each(['clean', 'messy'] as const)('says the same in lines: %s', (dataset) => {
    for (const { value } of loadEvents(dataset)) {
      const line = toLine(value)
      expect(line.indexOf('\n')).toBe(line.length - 1)
      expect(parsed(line)).toEqual(parsed(value))
    }
  })

  it('escapes a newline only inside strings', () => {
    expect(toLine(Buffer.from('{\n"a\\"":"x\ny\\\\"\n}')).toString()).toBe('{ "a\\"":"x\\ny\\\\" }\n')
    expect(toLines([null, Buffer.from('1')]).toString()).toBe('\n1\n')
  })
})

function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString())
  } catch {
    return 'malformed'
  }
}

describe('comparing rows', () => {
  it('ignores order of rows and columns, but not how often a row is there', () => {
    const rows = [
      { a: 1, b: null },
      { a: 1, b: null },
      { a: 2, b: 'x' }
    ]
    expect(
      diffRows(rows, [
        { b: 'x', a: 2 },
        { b: null, a: 1 },
        { a: 1, b: null }
      ])
    ).toBe('')
    expect(diffRows(rows, rows.slice(1))).toBe(
      'expected 3 rows, found 2\nmissing: 1\n  {"a":1,"b":null}\nextra: 0'
    )
    expect(() => expectSameRows([{ a: 1 }], [{ a: 2 }], 'here')).toThrow(
      /here: .*\nmissing: 1\n {2}\{"a":2\}\nextra: 1/
    )
  })

  it('shows five rows at most', () => {
    const many = Array.from({ length: 9 }, (_, n) => ({ n }))
    expect(diffRows([], many).split('\n').length).toBe(3 + 5)
  })

  it('brings the default mode down to the reference', () => {
    expect(normaliseRow({ avg_load_time: -2.7, p95_load_time: 1.5 })).toEqual({
      avg_load_time: -2,
      p95_load_time: 1.5
    })
    expect(normaliseRow({ duration: 1_800_999 })).toEqual({ duration: 1_800_000 })
    expectOracleRows(
      { session_metrics: [{ duration: 1999 }] },
      { session_metrics: [{ duration: 1000 }] },
      'default'
    )
    expect(() => expectOracleRows({}, { performance_metrics: [{ avg_load_time: 1 }] }, 'compatible')).toThrow(
      /performance_metrics: expected 1 rows, found 0/
    )
  })

  it('parses lines', () => {
    expect(parseRows('{"a":1}\n\n{"a":2}')).toEqual([{ a: 1 }, { a: 2 }])
    expect(parseRows(Buffer.from(''))).toEqual([])
  })
})
