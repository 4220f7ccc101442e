import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { describe, expect, it } from 'vitest'
import { PAGES } from '../../../src/dashboard/pages/index.js'
import { EMPTY_HISTORY, withPoint } from '../../../src/dashboard/time-series.js'
import type { Status } from '../../../src/engine/status/status.js'
import type { Problem } from '../../../src/observability/recent-problems.js'
import { NOW } from '../../support/service-status.js'
import { answer } from '../answers.js'

/** What a page says, without its markup. */
function textOf(path: string, changes: Partial<Status> = {}, problems: readonly Problem[] = []): string {
  const found = PAGES.find((page) => page.path === path)
  if (found === undefined) throw new Error(`there is no page ${path}`)
  const given = answer(changes, problems)
  const html = renderToString(h(found.view, { answer: given, history: withPoint(EMPTY_HISTORY, given) }))
  return html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
}

describe('pages without a browser', () => {
  it.each(PAGES.map(({ path }) => path))('%s can be drawn of what a service says at its start', (path) => {
    const nothing = {
      phase: 'starting' as const,
      sources: [],
      inputs: [],
      jobs: [],
      snapshots: { completed: 0, failed: 0, last: null, history: [] }
    }
    expect(textOf(path, nothing)).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('the overview says how far a recovery is, and how long it still takes', () => {
    const recovery = { epochsDone: 30, epochsTotal: 120, startedAt: NOW - 10_000 }
    expect(textOf('overview', { phase: 'recovering', recovery })).toContain(
      '30 of 120 epochs computed again; about 30.0 s left'
    )
  })

  it('sources say who holds the watermark back, who is idle, and who waits for a transaction', () => {
    const [source] = answer().status.sources
    const partitions = source?.partitions ?? []
    const text = textOf('sources', {
      sources:
        source === undefined
          ? []
          : [
              {
                ...source,
                partitions: partitions.map((one) =>
                  one.partition === 0 ? { ...one, waitingFor: 'tx-7' } : one
                )
              }
            ]
    })
    expect(text).toContain('events, partition 1')
    expect(text).toContain('holds the watermark back')
    expect(text).toContain('idle')
    expect(text).toContain('waits for transaction tx-7')
  })

  it('warnings and errors of the log stand there with their times and their code', () => {
    const problem = {
      level: 'ERROR',
      code: 'HTTP_PORT',
      message: 'taken',
      count: 3,
      firstAt: 0,
      lastAt: NOW
    } as const
    const text = textOf('events', {}, [problem])
    expect(text).toContain('error')
    expect(text).toContain('taken')
    expect(text).toContain('HTTP_PORT in the runbook')
    expect(textOf('events')).toContain('The log has none since the start.')
  })

  it('snapshots tell those that failed, and why', () => {
    expect(textOf('snapshots')).toMatch(/failed disk full/)
  })

  it.each([
    ['connect ECONNREFUSED 10.0.0.1:9092', 'Is the broker running'],
    ['getaddrinfo ENOTFOUND kafka', 'Can the name be resolved'],
    ['Connection timeout', 'Is there a way through the network'],
    ['SASL authentication failed', 'Look at kafka_sasl_username'],
    ['self-signed certificate', 'Look at kafka_ssl_ca_file'],
    ['ENOSPC: no space left', 'Make room on the disk'],
    ['anything else', 'docs/runbook.md says more']
  ])('an outage of reason "%s" comes with what to do', (reason, advice) => {
    const outages = [{ what: 'Kafka', since: NOW - 90_000, until: null, reason }]
    const text = textOf('events', { outages })
    expect(text).toContain(advice)
    expect(text).toContain('1 m 30 s')
    expect(text).toContain('not ready')
  })
})
