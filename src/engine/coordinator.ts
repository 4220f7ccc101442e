import { MillraceError } from '../errors.js'
import type { Settings } from '../config/settings.js'
import type { Pipeline, SinkTable, Table } from '../table/index.js'
import { Service, type ServiceOptions } from './service.js'
import { StatementSet } from './statement-set.js'

/** What the coordinator asks of a job; `BaseJob` has it. */
export interface Job {
  readonly name: string
  readonly sinkName: string
  readonly sink: SinkTable
  buildPipeline(events: Table): Pipeline
}

/** Registers jobs and submits them all as one statement set: all of them run, or none. */
export class JobCoordinator {
  readonly #events: Table
  readonly #settings: Settings
  readonly #jobs = new Map<string, Job>()

  constructor(events: Table, settings: Settings) {
    this.#events = events
    this.#settings = settings
  }

  /** @throws MillraceError JOB_DUPLICATE when the name is taken */
  registerJob(job: Job): this {
    if (this.#jobs.has(job.name)) throw new MillraceError('JOB_DUPLICATE', { job: job.name })
    this.#jobs.set(job.name, job)
    return this
  }

  /**
   * Builds and checks every job's pipeline without starting anything.
   * @throws MillraceError PLAN_… naming job, column, expected and found
   */
  statementSet(): StatementSet {
    const pipelines = [...this.#jobs.values()].map((job) => ({
      name: job.name,
      sink: job.sink,
      table: job.buildPipeline(this.#events)
    }))
    return new StatementSet(pipelines, this.#settings)
  }

  /** Starts all registered jobs between the given source and sink. */
  execute(options: Omit<ServiceOptions, 'settings'>): Service {
    return Service.start(this.statementSet(), { ...options, settings: this.#settings })
  }
}
