import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.js'
import { readSettingsFile } from '../../src/config/settings-file.js'
import { parseSettings, SettingsError } from '../../src/config/settings.js'
import { FakeIo } from '../cli/fake-io.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'

const temporaryDirectory = useTemporaryDirectories()

function fileOf(text: string): string {
  const path = join(temporaryDirectory(), 'millrace.yaml')
  writeFileSync(path, text)
  return path
}

describe('a settings file', () => {
  it('stands below the environment and above the defaults', () => {
    const file = readSettingsFile(
      fileOf(`
kafka_bootstrap_servers: [a:1, b:2]
Flink_Parallelism: 4
table_minibatch_enabled: false
processing_allowed_event_types: [click]
kafka_topic_mine: theirs
processing_late_topic:
`)
    )
    const { settings, origins } = parseSettings({ FLINK_PARALLELISM: '3' }, file)
    expect(settings).toMatchObject({
      kafka_bootstrap_servers: ['a:1', 'b:2'],
      flink_parallelism: 3,
      table_minibatch_enabled: false,
      processing_allowed_event_types: ['click'],
      kafka_topic_mine: 'theirs'
    })
    expect(origins).toMatchObject({
      flink_parallelism: 'environment',
      kafka_bootstrap_servers: 'file',
      kafka_topic_mine: 'file',
      processing_late_topic: 'default'
    })
  })

  it('refuses every unknown name, with the nearest known one', () => {
    const path = fileOf('flink_paralelism: 2\nsomething: 1\nflink_parallelism: 1\nFLINK_PARALLELISM: 2\n')
    expect(() => readSettingsFile(path)).toThrow(SettingsError)
    expect(() => readSettingsFile(path)).toThrow(/flink_paralelism: .*did you mean flink_parallelism\?/)
    expect(() => readSettingsFile(path)).toThrow(/something: not a setting.*; flink_parallelism: set twice/)
  })

  it.each([
    ['a: [', /SETTINGS_FILE|cannot be used/],
    ['- a\n- b\n', /not a mapping/]
  ])('refuses %j', (text, reason) => {
    expect(() => readSettingsFile(fileOf(text))).toThrow(reason)
  })

  it('is named by --config, for every command', async () => {
    const io = new FakeIo()
    const path = fileOf('flink_parallelism: 5\n')
    expect(await runCli(['--config', path, 'config'], io)).toBe(0)
    expect(io.stdout.text).toMatch(/flink_parallelism +5 {2}\(file; default: 2\)/)
    expect(await runCli(['--config', '/no/such.yaml', 'config'], new FakeIo())).toBe(2)
    expect(await runCli(['--config', fileOf('flink_parallelism: x\n'), 'jobs'], new FakeIo())).toBe(2)
  })
})
