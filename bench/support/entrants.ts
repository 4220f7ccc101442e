import type { Entrant } from '../../src/cli/bench/end-to-end.js'
import { serviceContender, topicSettings } from '../../src/cli/bench/service-contender.js'
import { PLAIN_PROGRAM, SERVICE } from './paths.js'
import { SINKS } from '../baseline/rows.js'
import type { Stage } from './stage.js'

/** @param main the service as it was built: this build's, or another's */
export function millrace(
  stage: Stage,
  env: Readonly<Record<string, string>> = {},
  label = 'millrace',
  main = SERVICE
): Entrant {
  const { bootstrapServers, topic } = stage
  return {
    label,
    contender: (name) =>
      serviceContender({ main, bootstrapServers, eventsTopic: topic.name, name, sinks: SINKS, env })
  }
}

export function plainProgram(stage: Stage): Entrant {
  const { bootstrapServers, topic } = stage
  return {
    label: 'plain program',
    contender: (name) => ({
      command: process.execPath,
      args: [PLAIN_PROGRAM],
      env: topicSettings({
        ...{ main: PLAIN_PROGRAM, bootstrapServers, eventsTopic: topic.name, name, sinks: SINKS }
      }),
      group: name,
      readingBegins: 'reading'
    })
  }
}
