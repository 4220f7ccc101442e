import { prettyFactory } from 'pino-pretty'

/** What lines are written to. */
interface Output {
  write(text: string): unknown
}

const COLOURS: Readonly<Record<string, number>> = {
  DEBUG: 90,
  INFO: 32,
  WARNING: 33,
  ERROR: 31,
  CRITICAL: 41
}

/** Takes JSON lines and writes them as people read them. @param colours with them */
export function prettyOutput(output: Output, colours: boolean): Output {
  const format = prettyFactory({
    colorize: colours,
    colorizeObjects: false,
    timestampKey: 'timestamp',
    messageKey: 'msg',
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'hostname,pid,service,environment',
    singleLine: true,
    customPrettifiers: {
      level: (level) => painted(typeof level === 'string' ? level : '', colours)
    }
  })
  return { write: (line) => output.write(format(line)) }
}

function painted(level: string, colours: boolean): string {
  const padded = level.padEnd(8)
  return colours ? `\u001b[${COLOURS[level] ?? 0}m${padded}\u001b[0m` : padded
}
