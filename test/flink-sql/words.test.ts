import { describe, expect, it } from 'vitest'
import { AGGREGATES, OPERATORS, SCALAR_FUNCTIONS, WINDOW_KINDS } from '../../src/table/functions/index.js'
import { describeKafka } from '../support/kafka.js'
import { note } from './results.js'
import { checkedJobsOf, scriptOf } from '../../bench/flink/scripts.js'
import { isAsked, useFlink, versions } from './use-flink.js'
import { WORD_JOBS, type WordJob } from './words/jobs.js'
import { documents } from './words/values.js'

const describeFlink = isAsked ? describeKafka : describe.skip

const jobs = WORD_JOBS.map(({ job }) => job)
const allowDifferences = true

/** Every word in a tree of relations and expressions, or in what it was checked to be. */
function wordsOf(tree: unknown): string[] {
  if (Array.isArray(tree)) return tree.flatMap(wordsOf)
  if (!(tree instanceof Object)) return []
  const { function: name, kind } = tree as { function?: unknown; kind?: unknown }
  return [name, kind].filter((word) => typeof word === 'string').concat(Object.values(tree).flatMap(wordsOf))
}

describe('the script that says every word', () => {
  it('is the one that was read', async () => {
    await expect(scriptOf({ jobs, allowDifferences })).toMatchFileSnapshot('golden/words.sql')
  })

  it('leaves none out', () => {
    const all = [...OPERATORS, ...SCALAR_FUNCTIONS, ...AGGREGATES, ...WINDOW_KINDS].map(({ name }) => name)
    const written = WORD_JOBS.map(({ table }) => table.node)
    const said = new Set([...wordsOf(written), ...wordsOf(checkedJobsOf({ jobs }))])
    expect(all.filter((word) => !said.has(word))).toEqual([])
  })
})

/** Columns of which the script says that Flink's may be others: `job column`. */
function differingColumns(script: string): ReadonlySet<string> {
  const lines = script.matchAll(/^-- differs: job (\w+), column (\w+):/gm)
  return new Set([...lines].map(([, job, column]) => `${String(job)} ${String(column)}`))
}

const MEMBER = /"(?:[^"\\]|\\.)*":("(?:[^"\\]|\\.)*"|[^,}]+)/g

/** The values of a row in its order: integers with all their digits, as text. */
function valuesOf(json: string, { columns }: WordJob): unknown[] {
  const texts = [...json.matchAll(MEMBER)].map(([, text = '']) => text)
  expect(texts.length, json).toBe(columns.length)
  return texts.map((text, i) => (columns[i]?.[1] === 'BIGINT' ? text : JSON.parse(text)) as unknown)
}

/** Rows by what identifies them; each must be there once. */
function byIdentity(texts: readonly string[], job: WordJob): Map<string, readonly unknown[]> {
  const rows = texts.map((text) => valuesOf(text, job))
  const found = new Map(rows.map((row) => [row.slice(0, job.identity).map(String).join(' '), row]))
  expect(found.size).toBe(rows.length)
  return found
}

describeFlink.each(versions)('every word on Flink %s', (version) => {
  const shared = useFlink(version)

  it('gives our values, where its twin says so', async () => {
    const sinks = WORD_JOBS.map(({ sink }) => sink)
    const env = { flink_parallelism: '1' }
    const trial = shared.trial({ jobs, sinks, sources: ['values'], env, checkpointMs: 2000 })
    await trial.createSourceTopics(1)
    await trial.produce(
      documents().map((value) => ({ partition: 0, value })),
      'values'
    )
    await trial.startMillrace()
    await trial.untilCommitted('millrace')
    await trial.stopMillrace()
    await trial.runFlink(shared.flink(), { allowDifferences })
    const mayDiffer = differingColumns(scriptOf({ jobs, allowDifferences, flink: version }))
    const different: string[] = []
    let [values, told] = [0, 0]
    for (const each of WORD_JOBS) {
      const ours = byIdentity(await trial.texts('millrace', each.sink), each)
      const theirs = byIdentity(await trial.texts('flink', each.sink), each)
      expect([...theirs.keys()].sort(), each.job.name).toEqual([...ours.keys()].sort())
      expect(ours.size).toBeGreaterThan(0)
      each.columns.forEach(([column], i) => {
        values += ours.size
        const wrong = [...ours].filter(([id, row]) => theirs.get(id)?.[i] !== row[i])
        if (wrong.length === 0) return
        const shown = wrong
          .slice(0, 4)
          .map(([id, row]) => `${id}: ${String(row[i])}, not ${String(theirs.get(id)?.[i])}`)
        if (mayDiffer.has(`${each.job.name} ${column}`)) told += wrong.length
        else
          different.push(`${each.job.name} ${column}, ${wrong.length} of ${ours.size}: ${shown.join('; ')}`)
      })
    }
    if (different.length > 0) expect.fail(different.join('\n'))
    note(version, 'values of every word', values - told)
    note(version, 'values of every word that differ as the script says', told)
  }, 1_200_000)
})
