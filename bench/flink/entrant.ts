/** The built-in jobs on a Flink cluster, by the script that `millrace export flink-sql` writes. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readCommittedRows } from '../../src/cli/bench/committed-rows.js'
import type { Progress } from '../../src/cli/bench/contender.js'
import type { Entrant } from '../../src/cli/bench/end-to-end.js'
import { sinkTopic, topicSettings } from '../../src/cli/bench/service-contender.js'
import { committedOffsets } from '../../src/connectors/kafka/transport/offsets.js'
import { KafkaProtocolError } from '../../src/connectors/kafka/transport/errors.js'
import type { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import { SINKS } from '../baseline/rows.js'
import type { Stage } from '../support/stage.js'
import { fetchFlink, flinkCommand, RUNNING } from './cluster.js'
import { scriptOf } from './scripts.js'

const VERSION = '2.2'
const CHECKPOINT_MS = 1000
/** Reading all rows costs something too. */
const ROWS_POLL_MS = 500

/** Flink, where this machine has Java and Maven. */
export async function flink(stage: Stage, say: (line: string) => void): Promise<Entrant[]> {
  try {
    await fetchFlink(VERSION)
  } catch (error) {
    say(`Flink does not take part, it needs Java 17 and Maven: ${String(error)}`)
    return []
  }
  return [
    {
      label: 'flink',
      contender: (name) => {
        const folder = mkdtempSync(path.join(tmpdir(), 'millrace-flink-'))
        const script = path.join(folder, 'jobs.sql')
        writeFileSync(script, scriptOf({ env: settings(stage, name) }))
        return {
          ...flinkCommand(VERSION, [script, folder]),
          env: {},
          group: `${name}-flink`,
          progress: (client) => progress(client, stage, name),
          readingBegins: RUNNING
        }
      }
    }
  ]
}

function settings({ bootstrapServers, topic }: Stage, name: string): Record<string, string> {
  const topics = topicSettings({ main: '', bootstrapServers, eventsTopic: topic.name, name, sinks: SINKS })
  return { ...topics, APP_ENVIRONMENT: 'production', FLINK_CHECKPOINT_INTERVAL_MS: String(CHECKPOINT_MS) }
}

/** Offsets are committed after a checkpoint, and rows that a watermark lets go with a later one. */
async function progress(client: KafkaClient, { topic, expected }: Stage, name: string): Promise<Progress> {
  const partitions = Array.from({ length: topic.partitions }, (_, partition) => partition)
  const records = await committed(client, `${name}-flink`, topic.name, partitions)
  if (records < topic.records) return { begun: records > 0, done: false, records }
  await sleep(ROWS_POLL_MS)
  const rows = await Promise.all(SINKS.map((sink) => readCommittedRows(client, sinkTopic(name, sink))))
  const done = rows.every(({ length }, i) => length >= expected[SINKS[i]!].length)
  return { begun: true, done, records }
}

async function committed(
  client: KafkaClient,
  group: string,
  topic: string,
  partitions: readonly number[]
): Promise<number> {
  try {
    const offsets = await committedOffsets(client, group, topic, partitions)
    return [...offsets.values()].reduce((sum, offset) => sum + offset, 0)
  } catch (error) {
    // The broker has no coordinator for it yet.
    if (error instanceof KafkaProtocolError) return 0
    throw error
  }
}
