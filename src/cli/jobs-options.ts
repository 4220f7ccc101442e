import type { Command } from 'commander'
import { BUILT_IN } from './coordinator.js'
import type { CliIo } from './io.js'

/** What a command line says of the jobs. */
export interface JobsOptions {
  /** Modules, or folders of them. */
  readonly jobs?: readonly string[]
  /** In place of the built-in jobs, not beside them. */
  readonly only?: boolean
}

/** For commands that are about jobs: which ones. */
export function addJobsOptions(command: Command): Command {
  return command
    .option(
      '--jobs <path...>',
      'jobs of your own: a module, or a folder of them; TypeScript is taken as it is'
    )
    .option('--only', 'without the built-in jobs')
}

/** Loads the jobs that the command line names. */
export async function loadApplication({ jobs = [], only = false }: JobsOptions, io: CliIo): Promise<void> {
  // Only who has jobs of their own needs a loader of TypeScript.
  const { loadAllJobs } = await import('./load-jobs.js')
  const none = { jobs: [], sources: [], settings: [] }
  io.application = await loadAllJobs(jobs, only ? none : BUILT_IN)
}
