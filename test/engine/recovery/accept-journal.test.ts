import { describe, expect, it } from 'vitest'
import type { JournalRecord, JournalSource } from '../../../src/connectors/journal.js'
import { checkJournal } from '../../../src/engine/recovery/accept-journal.js'
import { commitOf } from '../../support/commits.js'

const OWNER = { application: 'app', instance: 'b', transactionalId: 'tx' }
const EVENTS: JournalSource = {
  name: 'events',
  connector: 'kafka',
  address: 'analytics_events',
  id: 'id-1',
  schema: 'x'
}

function journal(more: Partial<JournalRecord> = {}): JournalRecord {
  return { ...commitOf(1, 10, []).journal, owner: { ...OWNER, instance: 'a' }, sources: [EVENTS], ...more }
}

describe('a journal is gone on after', () => {
  it('by another instance, with sources that came and others that went, before their ids are known', () => {
    checkJournal(journal(), OWNER, [
      { ...EVENTS, id: null },
      { ...EVENTS, name: 'orders', address: 'orders' }
    ])
    checkJournal(journal(), OWNER, [])
  })

  it.each([
    ['a file in place of a topic', { connector: 'file', address: 'x.ndjson' }],
    ['another topic', { address: 'other_events' }]
  ])('not with %s under the name of a source', (_what, change) => {
    const check = (): void => checkJournal(journal(), OWNER, [{ ...EVENTS, ...change }])
    expect(check).toThrow(/group app reads source events from kafka analytics_events, but now it is/)
    expect(check).toThrow(/a group of its own/)
  })

  it('not by another application', () => {
    const other = { ...OWNER, application: 'other' }
    expect(() => checkJournal(journal(), other, [EVENTS])).toThrow(/group app wrote it, but now group other/)
  })
})
