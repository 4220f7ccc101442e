import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments, parse } from 'yaml'
import { isSettingKey, parseSettings } from '../../src/config/settings.js'

const ROOT = path.join(import.meta.dirname, '../..')
/** Where `.ci/run` puts linters that no package manager of the system has. */
const LINTERS = path.join(ROOT, 'build/linters/bin')

/** The program of this name; undefined where there is none: its tests are skipped. */
function tool(name: string): string | undefined {
  const own = path.join(LINTERS, name)
  if (existsSync(own)) return own
  return spawnSync(name, ['--version']).error === undefined ? name : undefined
}

/** What a linter says of files of the project: nothing, where it has nothing against them. */
function complaints(command: string | undefined, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command ?? '', args, { cwd: ROOT, encoding: 'utf8' })
  return status === 0 ? '' : `${stdout}${stderr}`
}

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')

const HADOLINT = tool('hadolint')
const KUBERNETES = tool('kubernetes-validate')
const SYSTEMD = tool('systemd-analyze')
const PROMTOOL = tool('promtool')

describe('linters have nothing against', () => {
  it.skipIf(HADOLINT === undefined)('the Dockerfile (skipped without hadolint)', () => {
    expect(complaints(HADOLINT, ['Dockerfile'])).toBe('')
  })

  it.skipIf(KUBERNETES === undefined)('the Kubernetes objects (skipped without kubernetes-validate)', () => {
    expect(complaints(KUBERNETES, ['--strict', 'deploy/kubernetes/millrace.yaml'])).toBe('')
  })

  it.skipIf(SYSTEMD === undefined)('the unit (skipped without systemd-analyze)', () => {
    const found = complaints(SYSTEMD, ['verify', 'deploy/millrace.service'])
    // Where the program is not installed that alone is said.
    const others = found.split('\n').filter((line) => line !== '' && !/node is not executable/.test(line))
    expect(others).toEqual([])
  })

  it.skipIf(PROMTOOL === undefined)("Prometheus's settings and alerts (skipped without promtool)", () => {
    expect(complaints(PROMTOOL, ['check', 'config', 'deploy/prometheus/prometheus.yml'])).toBe('')
    expect(complaints(PROMTOOL, ['test', 'rules', 'deploy/prometheus/alerts-test.yml'])).toBe('')
  })
})

interface Container {
  readonly environment?: Readonly<Record<string, string | number>>
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly depends_on?: Readonly<Record<string, object>>
}

interface Compose {
  readonly services: Readonly<Record<string, Container>>
  readonly volumes: Readonly<Record<string, null>>
}

interface KubernetesObject {
  readonly kind: string
  readonly data?: Readonly<Record<string, string>>
}

describe('deploy/', () => {
  const compose = parse(read('deploy/compose.yaml')) as Compose
  const objects = parseAllDocuments(read('deploy/kubernetes/millrace.yaml')).map(
    (document) => document.toJS() as KubernetesObject
  )
  const environments = {
    'compose.yaml': compose.services['millrace']?.environment ?? {},
    'kubernetes/millrace.yaml': objects.find(({ kind }) => kind === 'ConfigMap')?.data ?? {}
  }

  it.each(Object.entries(environments))(
    '%s has settings that there are, with values that are allowed',
    (_, env) => {
      const names = Object.keys(env).map((name) => name.toLowerCase())
      expect(names.filter((name) => !isSettingKey(name))).toEqual([])
      const given = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]))
      expect(parseSettings(given).warnings).toEqual([])
    }
  )

  it('compose.yaml names services, volumes and files that there are, and opens ports on this machine alone', () => {
    for (const { depends_on: needs = {}, volumes = [], ports = [] } of Object.values(compose.services)) {
      for (const name of Object.keys(needs)) expect(Object.keys(compose.services)).toContain(name)
      for (const [source = ''] of volumes.map((volume) => volume.split(':'))) {
        const isThere = source.startsWith('.')
          ? existsSync(path.join(ROOT, 'deploy', source))
          : source in compose.volumes
        expect(isThere, source).toBe(true)
      }
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
    }
  })

  it('Kubernetes has the objects that a service and a standby need', () => {
    expect(objects.map(({ kind }) => kind)).toEqual([
      'ConfigMap',
      'Deployment',
      'Service',
      'PodDisruptionBudget'
    ])
  })

  it('the image and the README are of the same Node', () => {
    const versions = [...read('Dockerfile').matchAll(/FROM node:(\d+)/g)].map(([, version]) => version)
    expect(new Set(versions)).toEqual(new Set(['24']))
    expect(read('README.md')).toMatch(/Node(\.js)? 24/)
  })

  it('alerts lead to chapters of the runbook that there are', () => {
    const chapters = [...read('docs/runbook.md').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replace(/\s/g, '-')
    )
    const links = [...read('deploy/prometheus/alerts.yml').matchAll(/runbook\.md#(\S+)/g)]
    expect(links.length).toBeGreaterThan(5)
    for (const [, link] of links) expect(chapters).toContain(link)
  })

  it('every file of it is looked at here or beside', () => {
    const files = readdirSync(path.join(ROOT, 'deploy'), { recursive: true, encoding: 'utf8' })
    expect(files.filter((file) => /\.\w+$/.test(file)).sort()).toEqual([
      'compose.yaml',
      'grafana/dashboards/millrace.json',
      'grafana/provisioning/dashboards/millrace.yml',
      'grafana/provisioning/datasources/prometheus.yml',
      'kubernetes/millrace.yaml',
      'millrace.service',
      'prometheus/alerts-test.yml',
      'prometheus/alerts.yml',
      'prometheus/prometheus.yml'
    ])
  })
})
