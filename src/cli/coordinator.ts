import type { Settings } from '../config/settings.js'
import { JobCoordinator } from '../engine/coordinator.js'
import { jobs, sources } from '../jobs/index.js'

/** A coordinator with every source and job of src/jobs registered. */
export function createCoordinator(settings: Settings): JobCoordinator {
  const coordinator = new JobCoordinator(settings)
  for (const source of sources) coordinator.registerSource(source)
  for (const Job of jobs) coordinator.registerJob(new Job(settings))
  return coordinator
}
