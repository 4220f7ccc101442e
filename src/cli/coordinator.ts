import type { Settings } from '../config/settings.js'
import { JobCoordinator } from '../engine/coordinator.js'
import { events, jobs } from '../jobs/index.js'

/** A coordinator with every job of src/jobs registered. */
export function createCoordinator(settings: Settings): JobCoordinator {
  const coordinator = new JobCoordinator(events, settings)
  for (const Job of jobs) coordinator.registerJob(new Job(settings))
  return coordinator
}
