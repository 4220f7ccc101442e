import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../src/config/settings.js'
import { applicationTopicProblems, type SinkTopic } from '../../src/config/topic-uses.js'

function problemsOf(sinks: readonly SinkTopic[], env: Record<string, string> = {}): string[] {
  return applicationTopicProblems(parseSettings(env).settings, [{ name: 'events' }], sinks)
}

describe('the topics of sinks', () => {
  const a = { name: 'a', topic: 'rows', columns: ['x', 'y'] }

  it('may be one when the rows have the same columns', () => {
    expect(problemsOf([a, { ...a, name: 'b' }])).toEqual([])
  })

  it('must differ when they have others', () => {
    expect(problemsOf([a, { name: 'b', topic: 'rows', columns: ['x'] }])).toEqual([
      'kafka_topic_b: "rows" is not allowed; expected another topic than kafka_topic_a, whose rows have other columns'
    ])
  })

  it('are no topics of the application itself, even if no setting names them', () => {
    const sink = (topic: string): SinkTopic => ({ name: topic, topic, columns: ['x'] })
    expect(problemsOf([sink('analytics_events')])).toHaveLength(1)
    expect(problemsOf([sink('flink-analytics-group-journal')])).toHaveLength(1)
    expect(problemsOf([sink('dead')], { processing_dead_letter_topic: 'dead' })).toEqual([
      'processing_dead_letter_topic: "dead" is not allowed; expected another topic than kafka_topic_dead'
    ])
    expect(problemsOf([sink('events')], { kafka_topic_events: 'events' })).toEqual([
      'sink events: "events" is not allowed; expected another topic than kafka_topic_events'
    ])
  })
})
