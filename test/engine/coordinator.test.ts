import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../src/config/settings.js'
import { JobCoordinator } from '../../src/engine/coordinator.js'
import { events, jobs } from '../../src/jobs/index.js'

function coordinator(env: Record<string, string> = {}) {
  const { settings } = parseSettings(env)
  const result = new JobCoordinator(settings).registerSource(events)
  for (const JobClass of jobs) result.registerJob(new JobClass(settings))
  return { settings, coordinator: result }
}

describe('JobCoordinator', () => {
  it('compiles all registered jobs into one statement set', () => {
    const set = coordinator({ KAFKA_TOPIC_EVENT_METRICS: 'other_topic' }).coordinator.statementSet()
    expect(set.plan.jobs.map((job) => job.name)).toEqual([
      'EventAggregator',
      'SessionTracker',
      'PerformanceTracker'
    ])
    expect(set.targets.map(({ name, topic }) => [name, topic])).toEqual([
      ['event_metrics', 'other_topic'],
      ['session_metrics', 'session_metrics'],
      ['performance_metrics', 'performance_metrics']
    ])
    expect(set.targets[0]?.columns).toEqual([
      'window_start',
      'window_end',
      'event_type',
      'event_count',
      'user_count'
    ])
  })

  it('refuses two jobs of one name', () => {
    const { coordinator: twice, settings } = coordinator()
    const [JobClass] = jobs
    if (JobClass === undefined) throw new Error('no jobs')
    expect(() => twice.registerJob(new JobClass(settings))).toThrow('EventAggregator is registered twice')
  })
})
