import { formatReports, reportSettings } from '../config/present.js'
import { configured } from './coordinator.js'
import { EXIT, type CliIo } from './io.js'

/** `millrace config`: every setting with value, default and origin, secrets masked. */
export function runConfigCommand(options: { readonly json?: boolean }, io: CliIo): number {
  const { parsed } = configured(io)
  const reports = reportSettings(parsed)
  io.stdout.write(options.json === true ? `${JSON.stringify(reports, null, 2)}\n` : formatReports(reports))
  for (const warning of parsed.warnings) io.stderr.write(`warning: ${warning}\n`)
  return EXIT.ok
}
