import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.js'
import { SETTING_KEYS } from '../../src/config/settings-table.js'
import { FakeIo } from './fake-io.js'

async function run(args: string[], env: Record<string, string> = {}): Promise<{ code: number; io: FakeIo }> {
  const io = new FakeIo(env)
  return { code: await runCli(args, io), io }
}

describe('help and version', () => {
  it('names the commands', async () => {
    const { code, io } = await run(['--help'])
    expect(code).toBe(0)
    for (const command of ['run', 'demo', 'config'])
      expect(io.stdout.text).toMatch(new RegExp(`\\n  ${command} `))
    expect(io.stdout.text).toContain('Exit codes: 0 done or stopped')
    expect(io.stderr.text).toBe('')
  })

  it('run --help has connectors and every setting', async () => {
    const { code, io } = await run(['run', '--help'])
    expect(code).toBe(0)
    expect(io.stdout.text).toContain('file:PATH,...')
    for (const key of SETTING_KEYS) expect(io.stdout.text).toContain(`  ${key}=`)
  })

  it.each([
    ['demo', '--kafka'],
    ['config', '--json']
  ])('%s --help', async (command, option) => {
    const { code, io } = await run([command, '--help'])
    expect(code).toBe(0)
    expect(io.stdout.text).toContain(option)
  })

  it('--version is that of the package', async () => {
    const { code, io } = await run(['--version'])
    expect(code).toBe(0)
    expect(io.stdout.text).toMatch(/^\d+\.\d+\.\d+\S*\n$/)
  })
})

describe('wrong usage ends with 2', () => {
  it.each([
    [['fly'], /unknown command 'fly'/],
    [['run', '--sauce', 'x'], /unknown option '--sauce'/],
    [['run', 'extra'], /too many arguments/],
    [['run', '--source'], /argument missing/],
    [['demo', '--seconds', 'soon'], /Expected a number above 0/],
    [['demo', '--rate', '0'], /Expected a number above 0/],
    [[], /Usage: millrace/]
  ])('%j', async (args, message) => {
    const { code, io } = await run(args)
    expect(code).toBe(2)
    expect(io.stderr.text).toMatch(message)
    expect(io.stdout.text).toBe('')
  })

  it.each([
    [
      ['run', '--source', 'rabbit:x'],
      'CONNECTOR_UNKNOWN: There is no source connector rabbit; choose one of kafka, file, datagen.'
    ],
    [
      ['run', '--source', 'datagen', '--sink', ''],
      'CONNECTOR_UNKNOWN: There is no sink connector ""; choose one of kafka, file, print, blackhole.'
    ],
    [
      ['run', '--source', 'datagen:rate=fast', '--sink', 'print'],
      /^CONNECTOR_OPTION: Connector datagen, rate: found fast, expected /
    ],
    [
      ['run', '--source', 'datagen', '--sink', 'print:colour=1'],
      /^CONNECTOR_OPTION: Connector print, colour/
    ],
    [['run', '--source', 'kafka:rate=1'], /^CONNECTOR_OPTION: Connector kafka, rate/],
    [['run', '--source', 'datagen', '--sink', 'kafka:x'], /^CONNECTOR_OPTION: Connector kafka, x/],
    [
      ['run', '--standby', '--sink', 'print'],
      'CONNECTOR_OPTION: Connector print, --standby: found a sink that is not kafka, expected the sink kafka and its lease.'
    ],
    [
      ['run', '--source', 'file', '--sink', 'print'],
      'CONNECTOR_OPTION: Connector file, path: found none, expected a file or a directory, or several with commas between.'
    ],
    [['run', '--source', 'file:at_end=hold', '--sink', 'print'], /^CONNECTOR_OPTION: Connector file, path/],
    [['run', '--standby', '--no-lease'], /^CONNECTOR_OPTION: Connector kafka, --standby: found --no-lease/]
  ])('%j', async (args, message) => {
    const { code, io } = await run(args)
    expect(code).toBe(2)
    expect(io.stderr.lines).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)])
  })
})

describe('wrong settings end with 2, one line each, before anything is connected', () => {
  const env = { FLINK_PARALLELISM: '0', TABLE_MINIBATCH_ENABLED: 'perhaps' }
  const lines = [
    'table_minibatch_enabled: "perhaps" is not allowed; expected true, false, 1 or 0',
    'flink_parallelism: "0" is not allowed; expected a whole number from 1 to 64'
  ]

  it.each([[['run']], [['demo']], [['config']], [['config', '--json']]])('%j', async (args) => {
    const { code, io } = await run(args, env)
    expect(code).toBe(2)
    expect(io.stderr.lines).toEqual(lines)
    expect(io.stdout.text).toBe('')
  })
})

describe('names that follow from settings are settings, too', () => {
  it.each([[['run']], [['demo', '--kafka']]])('%j', async (args) => {
    const env = { PROCESSING_KAFKA_CONSUMER_GROUP: 'my group', FLINK_PARALLELISM: '0' }
    const { code, io } = await run(args, env)
    expect(code).toBe(2)
    expect(io.stderr.lines).toEqual([
      'flink_parallelism: "0" is not allowed; expected a whole number from 1 to 64',
      expect.stringMatching(/^processing_kafka_consumer_group: "my group" is not allowed; the topic of/)
    ])
  })
})

describe('a command that is watched says that no broker is in reach', () => {
  it.each([[['demo', '--kafka']], [['bench']]])('%j', async (args) => {
    const { code, io } = await run(args, { KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1' })
    expect(code).toBe(1)
    expect(io.stderr.lines).toEqual([
      'KAFKA_UNREACHABLE: Kafka at 127.0.0.1:1 cannot be reached: Connection error: connect ECONNREFUSED 127.0.0.1:1; check kafka_bootstrap_servers, and that a broker runs there.'
    ])
  })
})

describe('config', () => {
  const env = {
    FLINK_PARALLELISM: '3',
    kafka_security_protocol: 'SASL_SSL',
    kafka_sasl_username: 'u',
    kafka_sasl_password: 'hunter2'
  }

  it('prints every setting with value, default and origin', async () => {
    const { code, io } = await run(['config'], env)
    expect(code).toBe(0)
    for (const key of SETTING_KEYS) expect(io.stdout.text).toMatch(new RegExp(`\\n  ${key} +\\S`))
    expect(io.stdout.text).toMatch(/ {2}flink_parallelism +3 {2}\(environment; default: 2\)/)
    expect(io.stdout.text).not.toContain('hunter2')
    expect(io.stderr.text).toBe('')
  })

  it('--json is for programs', async () => {
    const { code, io } = await run(['config', '--json'], env)
    expect(code).toBe(0)
    const reports = JSON.parse(io.stdout.text) as { key: string; value: string; origin: string }[]
    expect(reports).toHaveLength(SETTING_KEYS.length)
    expect(reports.find(({ key }) => key === 'kafka_sasl_password')).toMatchObject({
      value: '[REDACTED]',
      origin: 'environment'
    })
  })

  it('points out what is no setting', async () => {
    const { code, io } = await run(['config'], { FLINK_PARALELISM: '3' })
    expect(code).toBe(0)
    expect(io.stderr.lines).toEqual([
      'warning: flink_paralelism is not a setting; did you mean flink_parallelism?'
    ])
  })
})
