import { configured } from '../coordinator.js'
import { endingOnSignal } from '../ending-on-signal.js'
import { EXIT, type CliIo } from '../io.js'
import { checkClock, checkMachine, checkPorts, checkStateDirectory } from './checks.js'
import type { Finding } from './finding.js'
import { checkKafka } from './kafka-checks.js'
import { topicNeeds } from './topic-needs.js'

/**
 * `millrace doctor`: what a start would meet, a line each: ok, or what to do. Changes nothing but that it makes the state
 * directory. Exit code 0 when all is well, 1 when not.
 */
export async function runDoctorCommand({ json = false }: { json?: boolean }, io: CliIo): Promise<number> {
  const { parsed, coordinator } = configured(io)
  const { settings, warnings } = parsed
  const { sources, targets, plan } = coordinator.statementSet()
  const needs = topicNeeds(
    settings,
    sources,
    targets.map(({ topic }) => topic)
  )
  const findings: readonly Finding[] = await endingOnSignal(io, async () => [
    settingsFinding(warnings),
    { what: 'jobs', ok: true, says: plan.jobs.map(({ name }) => name).join(', ') },
    ...(await checkKafka(settings, needs)),
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
