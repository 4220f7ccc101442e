import { diffAllRows, diffRows, type Row } from '../../src/cli/bench/rows.js'
import { SINKS, type Rows } from '../../bench/baseline/rows.js'
import { isEventTime } from '../../src/config/settings.js'
import type { EventFacts } from '../../src/connectors/datagen/event-generator.js'
import type { Checker } from './checker.js'
import { textsOf } from './committed-reader.js'
import { canonicalRow, expectedRows } from './expectation.js'
import { recomputedRows, wrongDigest } from './recomputation.js'
import { DEAD_LETTER_TOPIC } from './topics.js'
import type { PlacedFact, Workload } from './workload.js'
import type { World } from './world.js'

/** A set of distinct strings has an index when it holds more. */
const MOST_IN_SMALL_SET = 8

/**
 * Judges what a run left in the topics; null when all is as it must be.
 * @param isLossy state or input was given up on the way: then the events alone do not tell what is owed
 */
export async function judge(
  world: World,
  checker: Checker,
  workload: Workload,
  isLossy: boolean
): Promise<string | null> {
  const found = rowsOf(checker)
  if (found.event_metrics.some((row) => Number(row['user_count']) > MOST_IN_SMALL_SET)) {
    world.tally.way('distinct set with an index')
  }
  if (checker.hasLostTail) return null
  const different = await compareWithJournal(world, checker)
  if (different !== null || isLossy) return different
  const facts = countedFacts(checker, workload)
  if (world.scenario.settings.processing_dead_letter_topic !== undefined) {
    const unusable = facts.filter(({ malformed }) => malformed).map(({ text }) => text)
    const wrong = compareTexts(unusable, checker.rows.get(DEAD_LETTER_TOPIC) ?? [])
    if (wrong !== '') return `${DEAD_LETTER_TOPIC}: ${wrong}`
  }
  if (isEventTime(world.scenario.settings)) {
    return world.scenario.isPunctual ? compareWithEvents(world, found, facts) : null
  }
  return countsDiffer(checker, workload) ?? compareUncommitted(world, found)
}

/** The committed events behind the offset at which their partition was begun. */
function countedFacts({ begins }: Checker, { facts }: Workload): PlacedFact[] {
  return facts.filter(({ partition, offset }) => offset >= (begins.get(partition) ?? 0))
}

/** The rows are those that the journal's epochs owe, late records and all. */
async function compareWithJournal(world: World, checker: Checker): Promise<string | null> {
  const wrong = wrongDigest(checker, world)
  if (wrong !== null) return wrong
  const { settings } = world.scenario
  const expected = await recomputedRows(world, checker)
  const topics = [...SINKS, settings.processing_dead_letter_topic, settings.processing_late_topic]
  for (const topic of topics.filter((name) => name !== undefined)) {
    const difference = compareTexts(expected.get(topic) ?? [], checker.rows.get(topic) ?? [])
    if (difference !== '') return `${topic}, computed again from the journal: ${difference}`
  }
  return null
}

function compareTexts(expected: readonly string[], found: readonly string[]): string {
  const asRow = (text: string): Row => ({ text })
  return diffRows(expected.map(asRow), found.map(asRow))
}

/** The rows are those that the events owe. */
function compareWithEvents(world: World, found: Rows, facts: readonly EventFacts[]): string | null {
  const expected = expectedRows(facts, world.scenario.settings)
  const difference = diffAllRows(expected, found)
  return difference === '' ? compareUncommitted(world, expected) : difference
}

/** Nobody who reads uncommitted ever saw a row that is none of these. */
function compareUncommitted(world: World, rows: Rows): string | null {
  for (const sink of SINKS) {
    const known = new Set(rows[sink].map(canonicalRow))
    for (const log of world.brokers.topics.get(sink) ?? []) {
      const texts = log.batches.flatMap((batch) => (batch.control === null ? textsOf(batch) : []))
      const wrong = parseRows(texts).find((row) => !known.has(canonicalRow(row)))
      if (wrong !== undefined) return `${sink}: an uncommitted reader saw ${JSON.stringify(wrong)}`
    }
  }
  return null
}

/** In processing time windows depend on the clock, but every event counts once. */
export function countsDiffer(checker: Checker, workload: Workload): string | null {
  const facts = countedFacts(checker, workload)
  const found = rowsOf(checker)
  const valid = facts.filter(({ malformed }) => !malformed)
  const views = valid.filter(({ type }) => type === 'page_view').length
  const viewsFound = sum(found.session_metrics, 'page_count')
  if (viewsFound !== views) return `session_metrics count ${viewsFound} page views of ${views}`
  for (const type of ['page_view', 'click', 'conversion', 'add_to_cart']) {
    const expected = valid.filter((fact) => fact.type === type).length
    const rows = found.event_metrics.filter((row) => row['event_type'] === type)
    const counted = sum(rows, 'event_count')
    if (counted !== expected) return `event_metrics count ${counted} ${type} of ${expected}`
  }
  return null
}

function sum(rows: readonly Row[], column: string): number {
  return rows.reduce((total, row) => total + Number(row[column]), 0)
}

function rowsOf(checker: Checker): Rows {
  const bySink = SINKS.map((sink) => [sink, parseRows(checker.rows.get(sink) ?? [])])
  return Object.fromEntries(bySink) as Rows
}

function parseRows(texts: readonly string[]): Row[] {
  return texts.map((text) => JSON.parse(text) as Row)
}
