import { readFile } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { startLocalBroker } from '../../src/connectors/kafka/local-broker.js'

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
  project.provide('kafkaBrokers', process.env['MILLRACE_TEST_BROKERS'] ?? '')
  project.provide('kafkaLibs', '')
  if (process.env['MILLRACE_TEST_BROKERS'] || !(await isNeeded(project))) return undefined
  try {
    const broker = await startLocalBroker({ onProgress: (line) => console.log(line) })
    project.provide('kafkaBrokers', broker.brokers.join(','))
    project.provide('kafkaLibs', broker.libs ?? '')
    return () => broker.stop()
  } catch (error) {
    if (process.env['CI']) throw error
    const reason = error instanceof Error ? error.message : String(error)
    console.warn(`\n*** ALL KAFKA TESTS ARE SKIPPED: ${reason}\n`)
    return undefined
  }
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
