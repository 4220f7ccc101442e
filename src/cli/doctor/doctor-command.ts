import { parseSettings } from '../../config/settings.js'
import { createCoordinator } from '../coordinator.js'
import { endingOnSignal } from '../ending-on-signal.js'
import { EXIT, type CliIo } from '../io.js'
import {
  checkClock,
  checkKafka,
  checkMachine,
  checkPorts,
  checkStateDirectory,
  type Finding
} from './checks.js'

/**
 * `millrace doctor`: what a start would meet, a line each: ok, or what to do. Changes nothing but that it makes the state
 * directory. Exit code 0 when all is well, 1 when not.
 */
export async function runDoctorCommand({ json = false }: { json?: boolean }, io: CliIo): Promise<number> {
  const { settings, warnings } = parseSettings(io.env, io.file)
  const statements = createCoordinator(settings).statementSet()
  const topics = statements.targets.map(({ topic }) => topic)
  const findings: readonly Finding[] = await endingOnSignal(io, async () => [
    settingsFinding(warnings),
    { what: 'jobs', ok: true, says: statements.plan.jobs.map(({ name }) => name).join(', ') },
    ...(await checkKafka(settings, topics)),
    await checkStateDirectory(settings),
    ...(await checkPorts(settings)),
    ...checkMachine(settings),
    checkClock()
  ])
  const width = Math.max(...findings.map(({ what }) => what.length))
  if (json) io.stdout.write(`${JSON.stringify(findings, null, 2)}\n`)
  else {
    for (const { what, ok, says } of findings) {
      io.stdout.write(`${ok ? 'ok  ' : 'BAD '}  ${what.padEnd(width)}  ${says}\n`)
    }
  }
  return findings.every(({ ok }) => ok) ? EXIT.ok : EXIT.failure
}

function settingsFinding(warnings: readonly string[]): Finding {
  const what = 'settings'
  return warnings.length === 0
    ? { what, ok: true, says: 'all are known' }
    : { what, ok: false, says: warnings.join('; ') }
}
