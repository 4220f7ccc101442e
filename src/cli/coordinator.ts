import { jobSetOf, type JobSet } from '../app/job-set.js'
import type { CrossCheck } from '../config/cross-checks.js'
import type { Settings } from '../config/settings.js'
import type { JobCoordinator } from '../engine/coordinator.js'
import * as builtInJobs from '../jobs/index.js'
import { configure, coordinatorOf, type Configured } from '../service/coordinator.js'
import type { CliIo } from './io.js'

/** The application that runs where no other is named: by the same door as one of a user's own, what a module exports. */
export const BUILT_IN: JobSet = jobSetOf(Object.values(builtInJobs))

/** A coordinator with every source and job of an application. */
export function createCoordinator(settings: Settings, application: JobSet = BUILT_IN): JobCoordinator {
  return coordinatorOf(settings, application)
}

/** Settings and jobs as the command line says them. */
export function configured(
  io: Pick<CliIo, 'env' | 'file' | 'application'>,
  checks: readonly CrossCheck[] = []
): Configured {
  return configure(io.env, io.file, checks, io.application ?? BUILT_IN)
}
