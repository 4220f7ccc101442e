import { describe, expect, it } from 'vitest'
import { KAFKA_NAMES } from '../../src/config/kafka-names.js'
import { parseSettings, SettingsError } from '../../src/config/settings.js'

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    parseSettings(env, [KAFKA_NAMES])
  } catch (error) {
    if (error instanceof SettingsError) return error.problems
    throw error
  }
  return []
}

describe('names that follow from the group', () => {
  it.each(['my group', 'a:b', 'a/b', 'gr\u00fcn', 'x'.repeat(242)])(
    'the journal of %s would be no topic',
    (group) => {
      const [problem, ...others] = problemsOf({ processing_kafka_consumer_group: group })
      expect(problem).toContain(
        `processing_kafka_consumer_group: "${group}" is not allowed; the topic of the journal would be "${group}-journal"; expected a topic name`
      )
      expect(others).toEqual([])
    }
  )

  it('any group will do when the journal has a topic of another name', () => {
    const env = { processing_kafka_consumer_group: 'my group', processing_journal_topic: 'my-journal' }
    expect(problemsOf(env)).toEqual([])
    expect(problemsOf({ ...env, processing_state_backend: 'kafka' })).toEqual([
      'processing_kafka_consumer_group: "my group" is not allowed; the topic of the snapshots would be "my group-snapshots"; expected a topic name: up to 249 letters, digits, ".", "_" and "-", or processing_state_backend=directory'
    ])
  })

  it('holds where Kafka is written to: other sinks keep no topics', () => {
    expect(
      parseSettings({ processing_kafka_consumer_group: 'my group' }).settings.processing_kafka_consumer_group
    ).toBe('my group')
  })
})
