import { describe, expect, it } from 'vitest'
import { formatReports, reportSettings, settingsHelp } from '../../src/config/present.js'
import { SETTING_KEYS } from '../../src/config/settings-table.js'
import { parseSettings } from '../../src/config/settings.js'

const sasl = {
  KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
  KAFKA_SASL_USERNAME: 'u',
  KAFKA_SASL_PASSWORD: 'hunter2'
}

describe('reportSettings', () => {
  it('has every setting with value, default and origin', () => {
    const reports = reportSettings(parseSettings({ FLINK_PARALLELISM: '4' }))
    expect(reports.map(({ key }) => key).sort()).toEqual([...SETTING_KEYS].sort())
    expect(reports.find(({ key }) => key === 'flink_parallelism')).toMatchObject({
      value: '4',
      default: '2',
      origin: 'environment',
      allowed: 'a whole number from 1 to 64'
    })
    expect(reports.find(({ key }) => key === 'kafka_ssl_ca_file')).toMatchObject({
      value: null,
      default: null
    })
  })

  it('writes values as the environment variable would be', () => {
    const parsed = parseSettings({ kafka_bootstrap_servers: 'a:1, b:2', table_minibatch_enabled: '0' })
    const values = new Map(reportSettings(parsed).map(({ key, value }) => [key, value]))
    expect(values.get('kafka_bootstrap_servers')).toBe('a:1,b:2')
    expect(values.get('table_minibatch_enabled')).toBe('false')
    expect(values.get('processing_allowed_event_types')).toBe(
      '["page_view","click","conversion","add_to_cart"]'
    )
  })

  it('masks secrets and lists the topics of other sinks', () => {
    const reports = reportSettings(parseSettings({ ...sasl, kafka_topic_mine: 'theirs' }))
    expect(JSON.stringify(reports)).not.toContain('hunter2')
    expect(reports.find(({ key }) => key === 'kafka_sasl_password')?.value).toBe('[REDACTED]')
    expect(reports.at(-1)).toMatchObject({
      key: 'kafka_topic_mine',
      value: 'theirs',
      default: 'mine',
      purpose: 'Topic of the sink mine.'
    })
  })
})

describe('for people', () => {
  it('formatReports writes a line for each setting', () => {
    const text = formatReports(reportSettings(parseSettings({ ...sasl, flink_parallelism: '4' })))
    expect(text).toMatch(/^Kafka\n {2}kafka_bootstrap_servers +kafka1:19092 {2}\(default\)\n/)
    expect(text).toMatch(/\n {2}flink_parallelism +4 {2}\(environment; default: 2\)\n/)
    expect(text).toMatch(/\n {2}kafka_sasl_password +\[REDACTED\] {2}\(environment; default: \(unset\)\)\n/)
    expect(text).toMatch(/\n {2}kafka_ssl_key_file +\(unset\) {2}\(default\)\n/)
  })

  it('settingsHelp has default, purpose and what is allowed', () => {
    const help = settingsHelp()
    for (const key of SETTING_KEYS) expect(help).toContain(`  ${key}=`)
    expect(help).toContain(
      '  flink_parallelism=2\n      Worker threads, and shards of the state.\n      Allowed: a whole number from 1 to 64.'
    )
  })
})
