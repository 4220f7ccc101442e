import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Progress } from '../../src/cli/bench/contender.js'
import type { Entrant } from '../../src/cli/bench/end-to-end.js'
import { endsOf } from '../../src/cli/bench/event-topic.js'
import type { Row, RowsBySink } from '../../src/cli/bench/rows.js'
import { sinkTopic, topicSettings } from '../../src/cli/bench/service-contender.js'
import type { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import { SINKS, type Rows } from '../baseline/rows.js'
import { ROOT } from '../support/paths.js'
import type { Stage } from '../support/stage.js'

const SCRIPT = path.join(ROOT, 'bench/flink/reference.py')
const CONNECTOR = 'flink-sql-connector-kafka'
const CONNECTOR_VERSION = '4.0.1-2.0'
const SECOND = 1000

/**
 * The reference, when this machine has PyFlink (`PYTHON` names another interpreter than python3). Its jar for Kafka
 * is fetched by Maven once.
 */
export function flink(stage: Stage, say: (line: string) => void): Entrant[] {
  const python = process.env['PYTHON'] ?? 'python3'
  if (spawnSync(python, ['-c', 'import pyflink']).status !== 0) {
    say('PyFlink is not installed, so the reference does not take part: pip install apache-flink==2.0.0')
    return []
  }
  const connector = fetchConnector(say)
  const { bootstrapServers, topic, expected } = stage
  return [
    {
      label: 'flink',
      owed: truncated,
      contender: (name) => ({
        command: python,
        args: [SCRIPT],
        env: {
          FLINK_KAFKA_CONNECTOR: connector,
          ...topicSettings({ main: SCRIPT, bootstrapServers, eventsTopic: topic.name, name, sinks: SINKS })
        },
        group: name,
        progress: (client) => rowProgress(client, name, expected),
        readingBegins: 'reading'
      })
    }
  ]
}

function fetchConnector(say: (line: string) => void): string {
  const folder = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'millrace')
  const jar = path.join(folder, `${CONNECTOR}-${CONNECTOR_VERSION}.jar`)
  if (existsSync(jar)) return jar
  say(`fetching ${CONNECTOR} by Maven into ${folder} (once)`)
  mkdirSync(folder, { recursive: true })
  const artifact = `org.apache.flink:${CONNECTOR}:${CONNECTOR_VERSION}`
  const options = [`-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`]
  const { status } = spawnSync('mvn', ['-q', '-B', 'dependency:copy', ...options], { stdio: 'inherit' })
  if (status !== 0 || !existsSync(jar)) throw new Error(`Maven did not fetch ${artifact}`)
  return jar
}

/** Without checkpoints it commits no offsets: its rows tell how far it is. */
async function rowProgress(client: KafkaClient, name: string, expected: Rows): Promise<Progress> {
  let written = 0
  for (const sink of SINKS) {
    const topic = sinkTopic(name, sink)
    const leaders = (await client.metadata([topic])).topics.get(topic)?.leaders ?? []
    for (const end of (await endsOf(client, topic, new Map(leaders.entries()))).values()) written += end
  }
  const owed = SINKS.reduce((sum, sink) => sum + expected[sink].length, 0)
  return { begun: written > 0, done: written >= owed }
}

/** The rows as Flink's types have them: averages cut to integers, durations to seconds. */
function truncated(rows: RowsBySink): RowsBySink {
  const seconds = (duration: unknown): number => Math.floor(Number(duration) / SECOND) * SECOND
  const session = (row: Row): Row => ({ ...row, duration: seconds(row['duration']) })
  const performance = (row: Row): Row => ({ ...row, avg_load_time: Math.trunc(Number(row['avg_load_time'])) })
  return {
    ...rows,
    session_metrics: (rows['session_metrics'] ?? []).map(session),
    performance_metrics: (rows['performance_metrics'] ?? []).map(performance)
  }
}
