import { createServer, type AddressInfo } from 'node:net'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkClock, checkMachine, checkPorts, checkStateDirectory } from '../../../src/cli/doctor/checks.js'
import { parseSettings, type Settings } from '../../../src/config/settings.js'
import { useTemporaryDirectories } from '../../support/temporary-directory.js'

const temporaryDirectory = useTemporaryDirectories()

function settingsOf(env: Record<string, string>): Settings {
  return parseSettings(env).settings
}

describe('the machine', () => {
  it('is told when it is too small', () => {
    const settings = settingsOf({ FLINK_PARALLELISM: '8' })
    const says = checkMachine(settings, { cores: 2, memoryMb: 4000 }).map((finding) => finding.says)
    expect(says).toEqual([
      '2 cores for 8 workers; lower flink_parallelism',
      '4000 MiB, but the state may grow to 16534; lower processing_worker_memory_mb'
    ])
  })

  it('has a clock that can be true', () => {
    expect(checkClock(Date.UTC(1970, 0, 1)).ok).toBe(false)
    expect(checkClock().ok).toBe(true)
  })
})

describe('the state directory', () => {
  it('is made where it is missing', async () => {
    const directory = path.join(temporaryDirectory(), 'a/b')
    const finding = await checkStateDirectory(settingsOf({ PROCESSING_STATE_DIR: directory }))
    expect(finding).toMatchObject({
      ok: true,
      says: expect.stringMatching(/can be written, \d+ MiB are free/)
    })
  })

  it('that cannot be is told', async () => {
    const file = path.join(temporaryDirectory(), 'file')
    writeFileSync(file, '')
    const finding = await checkStateDirectory(settingsOf({ PROCESSING_STATE_DIR: path.join(file, 'below') }))
    expect(finding).toMatchObject({ ok: false, says: expect.stringContaining('set processing_state_dir') })
  })
})

describe('ports', () => {
  it('that are taken are told, with the setting', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const settings = settingsOf({
      PROCESSING_HTTP_HOST: '127.0.0.1',
      PROCESSING_HTTP_PORT: String(port),
      PROCESSING_METRICS_PORT: '0'
    })
    const [taken, none] = await checkPorts(settings)
    await new Promise((resolve) => server.close(resolve))
    expect(taken).toMatchObject({ what: `port ${port}`, ok: false })
    expect(taken?.says).toContain('set processing_http_port')
    expect(none).toMatchObject({ ok: true, says: 'none is wanted' })
  })
})
