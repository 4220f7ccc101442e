import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../src/connectors/kafka/local-broker/local-broker-jars.js'
import { createMetricsServer } from '../../../src/http/metrics-server.js'
import { FLINK_METRICS } from '../../../src/observability/metrics/flink-metrics.js'
import { OWN_METRICS } from '../../../src/observability/metrics/own-metrics.js'
import { fixture, silentLogger } from '../../http/support.js'
import { useTemporaryDirectories } from '../../support/temporary-directory.js'

const DEPLOY = path.join(import.meta.dirname, '../../../deploy')
const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0
const temporaryDirectory = useTemporaryDirectories()

/** Every name that the metrics page has, histograms' parts among them. */
const NAMES = new Set(
  [...OWN_METRICS, ...FLINK_METRICS].flatMap(({ name, type }) =>
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((part) => name + part) : [name]
  )
)

function namesIn(text: string): string[] {
  return [...new Set(text.match(/\b(millrace|flink|process|nodejs)_\w+/g))]
}

interface Dashboard {
  readonly panels: readonly {
    readonly title?: string
    readonly targets?: readonly { readonly expr: string }[]
  }[]
}

const { panels } = JSON.parse(
  readFileSync(path.join(DEPLOY, 'grafana/dashboards/millrace.json'), 'utf8')
) as Dashboard
const QUERIES = panels.flatMap(({ title = '', targets = [] }) => targets.map(({ expr }) => ({ title, expr })))

describe('queries ask for metrics that there are', () => {
  it.each(QUERIES)('$title', ({ expr }) => {
    const names = namesIn(expr)
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect(NAMES).toContain(name)
  })

  it('alerts', () => {
    const rules = readFileSync(path.join(DEPLOY, 'prometheus/alerts.yml'), 'utf8')
    const expressions = [...rules.matchAll(/^ +expr: ([^]*?)^ +for:/gm)].map(([, expr = '']) => expr)
    expect(expressions.length).toBeGreaterThan(5)
    for (const name of expressions.flatMap(namesIn)) expect(NAMES).toContain(name)
  })
})

describe.skipIf(!hasPrometheus)('a real Prometheus (skipped where there is none)', () => {
  let prometheus: ChildProcess
  let url: string
  const server = createMetricsServer(fixture().context, silentLogger())

  beforeAll(async () => {
    await server.listen({ host: '127.0.0.1', port: 0 })
    const { port } = server.server.address() as AddressInfo
    const directory = temporaryDirectory()
    const file = path.join(directory, 'prometheus.yml')
    const job = `- job_name: millrace\n    static_configs: [{ targets: ["127.0.0.1:${port}"] }]`
    writeFileSync(file, `global:\n  scrape_interval: 1s\nscrape_configs:\n  ${job}\n`)
    const own = await freePort()
    url = `http://127.0.0.1:${own}`
    prometheus = spawn(
      'prometheus',
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${path.join(directory, 'data')}`,
        `--web.listen-address=127.0.0.1:${own}`
      ],
      { stdio: 'ignore' }
    )
  })

  afterAll(async () => {
    prometheus.kill('SIGKILL')
    await server.close()
  })

  /** The values of a query, of each series. */
  async function ask(expr: string): Promise<number[]> {
    try {
      const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expr)}`)
      const { data } = (await response.json()) as {
        data?: { result: { value: readonly [number, string] }[] }
      }
      return (data?.result ?? []).map(({ value: [, text] }) => Number(text))
    } catch {
      return []
    }
  }

  it('scrapes the metrics, ours and those by the names of Flink', async () => {
    const patience = { timeout: 25_000, interval: 200 }
    await expect.poll(() => ask('up{job="millrace"}'), patience).toEqual([1])
    expect(await ask('millrace_records_consumed_total{source="events"}')).toEqual([100_000])
    expect(await ask('flink_jobmanager_job_uptime')).toEqual([3_600_000])
    expect(await ask('millrace_epoch_records_bucket{le="+Inf"}')).toEqual([3])
    expect(await ask('sum(scrape_samples_scraped)')).toEqual([expect.any(Number)])
  })

  it('takes every query of the dashboard', async () => {
    const instance = QUERIES.map(({ expr }) =>
      expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*')
    )
    for (const expr of instance) {
      const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expr)}`)
      expect(response.status, expr).toBe(200)
    }
  })
})
