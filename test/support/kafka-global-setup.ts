import { readFile } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { fetchBrokerJars } from '../../src/connectors/kafka/local-broker/local-broker-jars.js'
import { startLocalBroker } from '../../src/connectors/kafka/local-broker/local-broker.js'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Bootstrap addresses, comma-separated; empty when there is no broker. */
    kafkaBrokers: string
    /** Folder with Kafka's jars, for its command line tools; empty when there is none. */
    kafkaLibs: string
  }
}

/**
 * Starts one broker for the whole run, when a test of this run needs one. `MILLRACE_TEST_BROKERS` names one that is
 * already there. Without any, the Kafka tests are skipped and say so; in CI that is a failure.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['MILLRACE_TEST_BROKERS'] ?? ''
  project.provide('kafkaBrokers', given)
  project.provide('kafkaLibs', '')
  if (!(await isNeeded(project))) return undefined
  const onProgress = (line: string): void => console.log(line)
  const libs = await fetchBrokerJars(process.env, onProgress).catch((error: unknown) => {
    warn(`THE KAFKA TESTS WITH BROKERS OF THEIR OWN ARE SKIPPED: ${reasonOf(error)}`)
    return ''
  })
  project.provide('kafkaLibs', libs)
  if (given !== '') return undefined
  try {
    const broker = await startLocalBroker({ onProgress })
    project.provide('kafkaBrokers', broker.brokers.join(','))
    return () => broker.stop()
  } catch (error) {
    warn(`ALL KAFKA TESTS ARE SKIPPED: ${reasonOf(error)}`)
    return undefined
  }
}

function warn(message: string): void {
  if (process.env['CI']) throw new Error(message)
  console.warn(`\n*** ${message}\n`)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function isNeeded(project: TestProject): Promise<boolean> {
  const { testFiles } = await project.globTestFiles(filters(project.vitest))
  const sources = await Promise.all(testFiles.map((file) => readFile(file, 'utf8')))
  return sources.some((source) => source.includes('support/kafka.js'))
}

/** The file names given on the command line; vitest keeps them out of its types. */
function filters(vitest: object): string[] | undefined {
  const given = 'filenamePattern' in vitest ? vitest.filenamePattern : undefined
  return Array.isArray(given) ? given.map(String) : undefined
}
