import { readFileSync } from 'node:fs'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { settingsHelp } from '../config/present.js'
import { benchCommand } from './bench/bench-command.js'
import { CONNECTORS_HELP } from './connectors-help.js'
import type { ExportOptions } from './export-command.js'
import { FLINK_VERSIONS } from '../flink-sql/options.js'
import { EXIT, type CliIo } from './io.js'
import { addOperationsCommands } from './operations-commands.js'
import { addJobsOptions, loadApplication, type JobsOptions } from './jobs-options.js'
import { reportError } from './report-error.js'
import type { StopOptions } from './stop-command.js'
import type { RunOptions } from './run-command.js'

const EXIT_CODES_HELP = `
Exit codes: 0 done or stopped, 1 failed while running, 2 wrong settings or usage, 3 stopped while nothing could be
committed since Kafka was out of reach (the next start makes up for it), 4 the service is not ready (status), 5 the
rows differ (diff), 129, 130 and 143 ended by a second SIGHUP, SIGINT or SIGTERM.`

const INSTANCES_HELP = `Several instances of one application (with the sink kafka):
  One has the work, the others wait, with --standby or, with a warning, without it. When it is silent for
  processing_lease_timeout_ms the next one takes over, and at once when it was stopped or has failed. An instance that
  is started again under the same processing_instance_id takes its own place at once; a process that still runs under
  that name stops.`

/**
 * Runs one command line (without `node` and the script) and answers with the exit code. Never throws, never ends
 * the process itself except through `io.exit`.
 */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  let code: number = EXIT.ok
  const program = createProgram(io, (result) => (code = result))
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, io)
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  }
}

/** The commands load what they run when they run: `millrace run` waits for none of the others. */
function createProgram(io: CliIo, finish: (code: number) => void): Command {
  const program = new Command('millrace')
    .description('Runs jobs over streams of events: Kafka in, Kafka out, and other connectors.')
    .version(packageVersion())
    .option('--config <file>', 'a YAML file of settings, for what the environment does not say')
    .hook('preAction', async (_program, command) => {
      const named = command.opts<JobsOptions>()
      if (named.jobs !== undefined) await loadApplication(named, io)
      const { config } = program.opts<{ config?: string }>()
      if (config === undefined) return
      // Only who has such a file needs a reader of YAML.
      const { readSettingsFile } = await import('../config/settings-file.js')
      const schemas = io.application?.settings.map(({ schema }) => schema) ?? []
      io.file = readSettingsFile(config, new Set(schemas.flatMap(({ shape }) => Object.keys(shape))))
    })
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .addHelpText('after', `${EXIT_CODES_HELP}\nSettings are environment variables: see millrace run --help.`)
  addJobsOptions(program.command('run'))
    .description('Run all jobs until the sources end or SIGTERM, SIGHUP or Ctrl-C comes.')
    .option(
      '--source <spec>',
      'where records come from (default kafka); NAME=<spec> for one source of several, again for each',
      (spec: string, before: readonly string[]) => [...before, spec],
      [] as readonly string[]
    )
    .option('--sink <spec>', 'where rows go', 'kafka')
    .addOption(
      new Option('--rebuild', 'count open windows again from what the source still has').conflicts(
        'startAnew'
      )
    )
    .option('--start-anew', 'give up the open windows of an earlier run and go on where it stood')
    .option(
      '--standby',
      'be a hot spare: workers started, connected, waiting; take over within seconds when the active one is gone'
    )
    .option('--no-lease', 'start at once even if another instance has the work, which then stops')
    .option('--drop-state <job...>', 'give up the open windows of these jobs alone, after they were changed')
    .option('--after <time>', 'write only windows that end after it: another engine has written the others')
    .option(
      '--from <time>',
      'begin at the records that Kafka has stamped so or later, while the group has no position'
    )
    .addHelpText(
      'after',
      `\n${INSTANCES_HELP}\n\n${CONNECTORS_HELP}\n\n${settingsHelp()}\n${EXIT_CODES_HELP}`
    )
    .action(async (options: RunOptions) => {
      const { runRunCommand } = await import('./run-command.js')
      finish(await runRunCommand(options, io))
    })
  program
    .command('demo')
    .description('Show generated events on their way through all jobs, live in the terminal.')
    .option(
      '--kafka',
      'through a real Kafka broker: that of kafka_bootstrap_servers, else one started for the demo'
    )
    .option('--seconds <n>', 'how long it runs', positiveNumber, 30)
    .option('--rate <n>', 'events a second', positiveNumber, 20_000)
    .addHelpText('after', '\nThe demo has short windows of its own; settings given in the environment win.')
    .action(async (options: { kafka?: boolean; seconds: number; rate: number }) => {
      const { runDemoCommand } = await import('./demo/demo-command.js')
      finish(await runDemoCommand(options, io))
    })
  program
    .command('init [folder]')
    .description('Write a starter project: one source, one job, one test; nothing of it needs Kafka.')
    .action(async (folder: string | undefined) => {
      const { runInitCommand } = await import('./init-command.js')
      finish(runInitCommand(folder ?? '.', packageVersion(), io))
    })
  addOperationsCommands(program, io, finish)
  addStop(program, io, finish)
  addExport(program, io, finish)
  program.addCommand(benchCommand(io, finish).copyInheritedSettings(program))
  addJobsOptions(program.command('config'))
    .description('Print every setting with its value, default and origin; secrets are masked.')
    .option('--json', 'as JSON')
    .addHelpText('after', `\n${settingsHelp()}`)
    .action(async (options: { json?: boolean }) => {
      const { runConfigCommand } = await import('./config-command.js')
      finish(runConfigCommand(options, io))
    })
  return program
}

function addStop(program: Command, io: CliIo, finish: (code: number) => void): void {
  addJobsOptions(program.command('stop'))
    .description('Stop a running service: what is under way is finished and committed.')
    .option('--url <url>', 'where its REST answers (default http://127.0.0.1:<processing_http_port>)')
    .option('--at-boundary', 'say where it stopped, for export --after; also of one that stopped before')
    .option('--output <file>', 'where to write that (default: standard output)')
    .action(async (options: StopOptions) => {
      const { runStopCommand } = await import('./stop-command.js')
      finish(await runStopCommand(options, io))
    })
}

function addExport(program: Command, io: CliIo, finish: (code: number) => void): void {
  const engines = program.command('export').description('Write the jobs for another engine.')
  addJobsOptions(engines.command('flink-sql'))
    .description('Write all jobs as one script for a Flink cluster that gives the same rows.')
    .addOption(
      new Option('--flink <version>', 'version of the cluster').choices(FLINK_VERSIONS).default('2.2')
    )
    .option(
      '--after <time>',
      'only windows that end after it; a file that stop --at-boundary wrote gives the offsets too'
    )
    .option('--output <file>', 'where to write it (default: standard output)')
    .option('--allow-differences', 'write what Flink does in another way, with a comment that says so')
    .action(async (options: ExportOptions) => {
      const { runExportCommand } = await import('./export-command.js')
      finish(runExportCommand(options, io))
    })
}

function positiveNumber(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text)
  if (value > 0 && Number.isFinite(value)) return value
  throw new InvalidArgumentError('Expected a number above 0.')
}

function packageVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
