import { InvalidArgumentError, type Command } from 'commander'
import type { DiffOptions } from './diff/diff-command.js'
import type { CliIo } from './io.js'
import type { ReplayOptions } from './replay/replay-command.js'
import { addJobsOptions } from './jobs-options.js'
import type { StatusOptions } from './status-command.js'

const DIFF_HELP = `
Rows are given as topic:NAME (committed ones, all that are there now) or file:PATH,... (JSON lines, gzipped or not).
Without --key rows are told apart by all columns that hold no numbers: windows and keys do not, counts and measures do.

Examples:
  millrace diff topic:event_metrics topic:event_metrics_new
  millrace diff file:a.ndjson file:b.ndjson.gz --key window_start,event_type --tolerance 0.001`

const REPLAY_HELP = `
What is replayed: topic (kafka_topic_events), topic:NAME, or file:PATH,... (JSON lines, gzipped or not).
Bounds: earliest, latest, a time (2026-01-31T12:00:00Z, or ms since 1970), or offsets by partition (0=100,1=250; lines
of files). Rows go into file:DIRECTORY[,gzip=true], or topics:SUFFIX, which is appended to the names of the topics.
Group, transactional id and journal are its own: a service that runs is not touched.

Examples:
  millrace replay topic --from 2026-01-31T12:00:00Z --to 2026-01-31T13:00:00Z --into file:again
  millrace replay file:monday.ndjson.gz --into topics:-again
  millrace diff topic:event_metrics topic:event_metrics-again`

/** Adds the commands for who runs a service: what it does, whether it is well, and whether its rows are right. */
export function addOperationsCommands(program: Command, io: CliIo, finish: (code: number) => void): void {
  program
    .command('status')
    .description('Show a running service on one screen, again every second on a terminal.')
    .option('--url <url>', 'where its REST answers (default http://127.0.0.1:<processing_http_port>)')
    .option('--once', 'look once')
    .option('--alive', 'exit code 0 if it answers at all, ready or not')
    .option('--json', 'as JSON, once')
    .action(async (options: StatusOptions) => {
      const { runStatusCommand } = await import('./status-command.js')
      finish(await runStatusCommand(options, io))
    })
  addJobsOptions(program.command('jobs'))
    .description('List the jobs: what they read, where they write.')
    .option('--explain', 'with the plan of each, as a tree')
    .option('--json', 'as JSON')
    .action(async (options: { explain?: boolean; json?: boolean }) => {
      const { runJobsCommand } = await import('./jobs-command.js')
      finish(runJobsCommand(options, io))
    })
  addJobsOptions(program.command('doctor'))
    .description(
      'Check what a start would meet: settings, jobs, brokers, topics, permissions, state, ports, machine, clocks.'
    )
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { runDoctorCommand } = await import('./doctor/doctor-command.js')
      finish(await runDoctorCommand(options, io))
    })
  addJobsOptions(program.command('replay <input>'))
    .description(
      'Send a part of a topic or of files through all jobs again, into files or topics of its own.'
    )
    .requiredOption('--into <target>', 'where the rows go')
    .option('--from <bound>', 'where to begin', 'earliest')
    .option('--to <bound>', 'where to end', 'latest')
    .option('--json', 'what came of it as JSON')
    .addHelpText('after', REPLAY_HELP)
    .action(async (input: string, options: ReplayOptions) => {
      const { runReplayCommand } = await import('./replay/replay-command.js')
      finish(await runReplayCommand(input, options, io))
    })
  program
    .command('diff <left> <right>')
    .description('Compare the rows of two topics or files by key.')
    .option('--key <columns>', 'columns that tell rows apart, with commas', names)
    .option('--ignore <columns>', 'columns that do not count, with commas', names)
    .option('--tolerance <n>', 'by how much numbers may differ', notNegative, 0)
    .option('--examples <n>', 'how many differences are shown', notNegative, 10)
    .option('--json', 'as JSON')
    .addHelpText('after', DIFF_HELP)
    .action(async (left: string, right: string, options: DiffOptions) => {
      const { runDiffCommand } = await import('./diff/diff-command.js')
      finish(await runDiffCommand(left, right, options, io))
    })
  addSnapshots(program, io, finish)
}

function addSnapshots(program: Command, io: CliIo, finish: (code: number) => void): void {
  const snapshots = program.command('snapshots').description('Look at the stored snapshots.')
  snapshots
    .command('list', { isDefault: true })
    .description('List them, newest first.')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { runSnapshotsList } = await import('./snapshots-command.js')
      finish(await runSnapshotsList(options, io))
    })
  snapshots
    .command('inspect <id>')
    .description('Show what one holds.')
    .option('--json', 'as JSON')
    .action(async (id: string, options: { json?: boolean }) => {
      const { runSnapshotsInspect } = await import('./snapshots-command.js')
      finish(await runSnapshotsInspect(id, options, io))
    })
  snapshots
    .command('verify [id]')
    .description('Check that they are whole, all of them or one.')
    .option('--json', 'as JSON')
    .action(async (id: string | undefined, options: { json?: boolean }) => {
      const { runSnapshotsVerify } = await import('./snapshots-command.js')
      finish(await runSnapshotsVerify(id, options, io))
    })
}

function names(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function notNegative(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text)
  if (value >= 0 && Number.isFinite(value)) return value
  throw new InvalidArgumentError('Expected a number, 0 or above.')
}
