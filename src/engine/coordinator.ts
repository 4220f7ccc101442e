import { MillraceError } from '../errors.js'
import type { Settings } from '../config/settings.js'
import type { Job } from '../app/job.js'
import type { SourceDefinition } from '../table/index.js'
import { Service, type ServiceOptions } from './service.js'
import { StatementSet } from './statement-set.js'

/** What the coordinator asks of a source; `sourceTable()` makes it. */
export interface DeclaredSource {
  readonly definition: SourceDefinition
}

/** Registers sources and jobs and submits them all as one statement set: all of them run, or none. */
export class JobCoordinator {
  readonly #settings: Settings
  readonly #sources = new Map<string, SourceDefinition>()
  readonly #jobs = new Map<string, Job>()
  #after: number | undefined

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** @throws MillraceError SOURCE_DUPLICATE when the name is taken */
  registerSource({ definition }: DeclaredSource): this {
    if (this.#sources.has(definition.name)) {
      throw new MillraceError('SOURCE_DUPLICATE', { source: definition.name })
    }
    this.#sources.set(definition.name, definition)
    return this
  }

  /** @throws MillraceError JOB_DUPLICATE when the name is taken */
  registerJob(job: Job): this {
    if (this.#jobs.has(job.name)) throw new MillraceError('JOB_DUPLICATE', { job: job.name })
    this.#jobs.set(job.name, job)
    return this
  }

  /** Only windows that end after this are written, ms since 1970: another engine has written the others. */
  writeAfter(time: number): this {
    this.#after = time
    return this
  }

  /**
   * Builds and checks every job's pipeline without starting anything.
   * @throws MillraceError PLAN_… naming job, column, expected and found; SOURCE_UNREGISTERED, SOURCE_DUPLICATE
   */
  statementSet(): StatementSet {
    const pipelines = [...this.#jobs.values()].map((job) => ({
      name: job.name,
      sink: job.sink,
      table: job.buildPipeline()
    }))
    return new StatementSet(pipelines, this.#sources, this.#settings, this.#after)
  }

  /** Starts all registered jobs between the given sources and sink. */
  execute(options: Omit<ServiceOptions, 'settings'>): Service {
    return Service.start(this.statementSet(), { ...options, settings: this.#settings })
  }
}
