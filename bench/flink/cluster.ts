/** A real Flink: its jars, its planner, and clusters in processes of their own. It takes Java 17 and Maven. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '../support/paths.js'
import { run } from '../../src/connectors/kafka/local-broker/local-broker-jars.js'
import type { FlinkVersion } from '../../src/flink-sql/options.js'

const RELEASES: Readonly<Record<FlinkVersion, string>> = { '2.0': '2.0.0', '2.2': '2.2.1' }
const JAVA_SOURCES = path.join(ROOT, 'bench/flink/java')
const ARTIFACTS = [
  'flink-table-planner-loader',
  'flink-table-runtime',
  'flink-table-api-java-bridge',
  'flink-clients',
  'flink-connector-base',
  'flink-json'
]
const CONNECTOR = '4.0.1-2.0'
const HEAP_MB = 900
const START_TIMEOUT_MS = 600_000

/** The folder with Flink's jars, about 130 MB; whether they are there is another question. */
function flinkLibs(version: FlinkVersion): string {
  const cache = process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache')
  return path.join(cache, 'millrace-flink', RELEASES[version], 'libs')
}

function hasFlink(version: FlinkVersion): boolean {
  return existsSync(flinkLibs(version))
}

/**
 * Whether the jars are there or can be had: by Java 17 and Maven.
 *
 * @testing a check of scripts that is left out without them
 */
export function canHaveFlink(version: FlinkVersion): boolean {
  const isThere = (command: string, args: string[]): boolean => spawnSync(command, args).status === 0
  return isThere('java', ['-version']) && (hasFlink(version) || isThere('mvn', ['-v']))
}

/** Fetches the jars by Maven where they are not there yet. @throws Error that says what is missing: Java or Maven */
export async function fetchFlink(version: FlinkVersion): Promise<string> {
  const libs = flinkLibs(version)
  await run('java', ['-version'])
  if (hasFlink(version)) return libs
  const beside = `${path.dirname(libs)}.${process.pid}`
  await mkdir(beside, { recursive: true })
  try {
    await writeFile(path.join(beside, 'pom.xml'), pom(RELEASES[version]))
    await run('mvn', [
      ...['-q', '-B', '-f', path.join(beside, 'pom.xml'), 'dependency:copy-dependencies'],
      `-DoutputDirectory=${path.join(beside, 'libs')}`
    ])
    await rename(beside, path.dirname(libs))
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
  return libs
}

function pom(release: string): string {
  const dependency = (artifact: string, version: string): string =>
    `<dependency><groupId>org.apache.flink</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`
  const all = [
    ...ARTIFACTS.map((artifact) => dependency(artifact, release)),
    dependency('flink-sql-connector-kafka', CONNECTOR)
  ]
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>millrace</groupId><artifactId>flink</artifactId><version>1</version>
<dependencies>
${all.join('\n')}
</dependencies></project>
`
}

/** What a process says on standard error and output once a script runs. */
export const RUNNING = 'running '

/** A process that runs a script until it is ended. @param args the script and a folder for checkpoints */
export function flinkCommand(
  version: FlinkVersion,
  args: readonly string[]
): { command: string; args: readonly string[] } {
  return { command: 'java', args: java(version, 4, 'Run.java', args) }
}

/** @param tier 4 compiles what runs long, 1 starts sooner */
function java(version: FlinkVersion, tier: 1 | 4, source: string, args: readonly string[]): string[] {
  const opens = ['java.base/java.lang=ALL-UNNAMED', 'java.base/java.util=ALL-UNNAMED'].flatMap((each) => [
    '--add-opens',
    each
  ])
  const memory = [`-Xmx${HEAP_MB}m`, '-XX:+UseSerialGC', `-XX:TieredStopAtLevel=${tier}`]
  const program = path.join(JAVA_SOURCES, source)
  return [...memory, ...opens, '-cp', path.join(flinkLibs(version), '*'), program, ...args]
}

/**
 * Plans scripts without a broker. Gives for each `ok`, or why it was refused, in their order.
 *
 * @testing no user plans without running
 */
export async function planScripts(version: FlinkVersion, scripts: readonly string[]): Promise<string[]> {
  const { stdout } = await run('java', java(version, 1, 'Check.java', scripts))
  const answers = stdout.split('\n').filter((line) => /^(ok|refused) /.test(line))
  return answers.map((line) => (line.startsWith('ok ') ? 'ok' : line.slice('refused '.length)))
}

/** A process that runs scripts on Flink, one after the other. */
export class Flink {
  readonly version: FlinkVersion
  readonly #process: ChildProcessWithoutNullStreams
  #output = ''
  #errors = ''

  constructor(version: FlinkVersion) {
    this.version = version
    this.#process = spawn('java', java(version, 4, 'Run.java', []))
    this.#process.stdout.on('data', (bytes: Buffer) => (this.#output += bytes.toString()))
    this.#process.stderr.on('data', (bytes: Buffer) => (this.#errors += bytes.toString()))
  }

  /**
   * @param folder for checkpoints
   * @param settings take the place of those of the script
   */
  async start(
    script: string,
    folder: string,
    settings: Readonly<Record<string, string>> = {}
  ): Promise<void> {
    this.#output = ''
    const pairs = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
    this.#process.stdin.write(`${['run', script, folder, ...pairs].join('\t')}\n`)
    await this.#until(RUNNING)
  }

  /** Stops with a savepoint: everything that was read is written and committed. */
  async stop(): Promise<void> {
    this.#process.stdin.write('stop\n')
    await this.#until('stopped')
  }

  /** Ends the process, and with it what runs in it. */
  async end(): Promise<void> {
    this.#process.kill('SIGKILL')
    while (this.#process.exitCode === null && this.#process.signalCode === null) await sleep(20)
  }

  /** Why the script that was started last has failed; null while it has not. */
  failure(): string | null {
    return /^failed .*$/m.exec(this.#output)?.[0] ?? null
  }

  async #until(text: string): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS
    while (!this.#output.includes(text)) {
      const isOver = this.#process.exitCode !== null || this.failure() !== null || Date.now() > deadline
      if (isOver) throw new Error(`no "${text}" of Flink:\n${this.#output}\n${this.#errors.slice(-4000)}`)
      await sleep(50)
    }
  }
}
