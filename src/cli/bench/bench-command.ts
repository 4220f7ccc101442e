import { Command, InvalidArgumentError, Option } from 'commander'
import { endingOnSignal } from '../ending-on-signal.js'
import type { CliIo } from '../io.js'
import type { BenchOptions } from './bench-options.js'

/** The command `bench`; `finish` is told the exit code. */
export function benchCommand(io: CliIo, finish: (code: number) => void): Command {
  return new Command('bench')
    .description('Measure the service end to end: generated events through Kafka, rows checked.')
    .option('--events <n>', 'how many', count, 2_000_000)
    .option('--partitions <n>', 'of the topic with the events', count, 4)
    .option('--sessions <n>', 'open at a time', count, 50_000)
    .option('--batch <n>', 'events a record batch', count, 128)
    .addOption(new Option('--compression <codec>', 'of the events').choices(['none', 'lz4']).default('none'))
    .option('--repetitions <n>', 'how many runs', count, 3)
    .option('--parallelism <n,...>', 'numbers of worker threads that are tried in turns', counts)
    .option('--keep', 'leave the topic with the events for the next time')
    .option('--json <file>', 'write the figures there as well')
    .addHelpText('after', `\n${HELP}`)
    .action(async (options: BenchOptions) => {
      const { runBenchCommand } = await import('./run-bench.js')
      finish(await endingOnSignal(io, () => runBenchCommand(options, io)))
    })
}

const HELP = `The broker is that of kafka_bootstrap_servers where the environment names one, else one is started. Topics have
names of their own and are deleted at the end. Rows must be those that the same jobs give without Kafka. Settings of the environment hold for the service that is measured,
except those of jobs and time. Linux only.`

function count(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new InvalidArgumentError('Expected a whole number above 0.')
}

function counts(text: string): number[] {
  return text.split(',').map(count)
}
