import { describe, expect, it } from 'vitest'
import { KernelCandidates, runJsonParse, runPlain, STAGES } from '../../bench/kernels/candidates.js'
import { chunksOf } from '../../bench/kernels/chunks.js'
import { benchmarkEvents, eventLines, MIXES, type Mix } from '../../bench/kernels/mixes.js'
import { perEvent, timeInRounds } from '../../bench/kernels/rounds.js'
import { diffAllRows } from '../../src/cli/bench/rows.js'
import { expectedRows } from '../../bench/baseline/expected-rows.js'
import { splitLines } from '../../src/connectors/datagen/event-stream.js'

const kernels = await KernelCandidates.load()

describe('the kernel benchmark', () => {
  it.each(Object.keys(MIXES) as Mix[])('has candidates that give the right rows: %s', (mix) => {
    const options = benchmarkEvents(5000)
    const chunks = chunksOf(eventLines(options, mix))
    const expected = expectedRows(options)
    expect(diffAllRows(expected, kernels.rows(chunks))).toBe('')
    expect(diffAllRows(expected, runPlain(chunks))).toBe('')
    expect(runJsonParse(chunks)).toBeGreaterThan(0)
    for (const stage of STAGES) kernels.run(stage, chunks)
  })

  it('lets candidates take turns', () => {
    const turns: string[] = []
    const note = (name: string) => (): void => {
      if (turns.at(-1) !== name) turns.push(name)
      for (const end = performance.now() + 60; performance.now() < end;);
    }
    const times = timeInRounds({ a: note('a'), b: note('b') }, 2)
    expect(turns).toEqual(['a', 'b', 'a', 'b', 'a', 'b'])
    expect(perEvent(times['a']!, 1000).map((nanos) => nanos > 0)).toEqual([true, true])
  })

  it.each(Object.keys(MIXES) as Mix[])('has mixes that say the same: %s', (mix) => {
    const options = benchmarkEvents(500)
    const needed = (line: Buffer): object => {
      const { event, device, user, context, metrics, timestamp } = JSON.parse(line.toString()) as Record<
        string,
        unknown
      >
      return { event, device, user, context, metrics, timestamp }
    }
    const steady = splitLines(eventLines(options, 'steady')).map(needed)
    const others = splitLines(eventLines(options, mix))
    expect(others.map(needed)).toEqual(steady)
  })

  it('has as many layouts as the mix says', () => {
    const layouts = (mix: Mix): number => {
      const text = splitLines(eventLines(benchmarkEvents(2000), mix)).map((line) => line.toString())
      return new Set(text.map((line) => line.replace(/"(?=[^"]*\d)[^"]*"|\d+/g, '0'))).size
    }
    expect(layouts('unique')).toBeGreaterThan(1900)
    expect(layouts('changing')).toBeGreaterThan(layouts('steady'))
  })
})
