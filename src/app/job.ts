/** What a job is, and the two ways to write one: a definition with a function, or a class. */
import type { Pipeline, ResultFor, SinkTable } from '../table/index.js'
import type { SettingsDeclaration, SettingValues } from './settings.js'
import { callSite } from '../table/index.js'

/** A job as the coordinator sees it. */
export interface Job {
  readonly name: string
  readonly sink: SinkTable
  /** From the sources' rows, whichever it reads, to rows of the sink. */
  buildPipeline(): Pipeline
}

/**
 * A job as a class: a name, a sink table and the pipeline from source tables to the sink's rows. The columns that
 * `buildPipeline` selects must be those of the sink, by name and type, or the job does not compile. `V` is the type of
 * `this.settings`; a static member `settings` holds the declaration that they come from.
 */
export abstract class BaseJob<S extends SinkTable, V extends object = SettingValues> implements Job {
  abstract readonly name: string
  abstract readonly sink: S

  constructor(protected readonly settings: V) {}

  abstract buildPipeline(): ResultFor<S>
}

/** The class of a job, which the application makes an instance of. */
export interface JobClass {
  // A parameter's type is checked by whoever writes the class: the application hands in all settings there are.
  new (settings: never): Job
  readonly settings?: SettingsDeclaration
}

/** What {@link defineJob} is told. */
export interface JobOptions<S extends SinkTable, V extends object> {
  /** Unique in an application; messages, metrics and the dashboard call the job by it. */
  readonly name: string
  readonly sink: S
  /** The settings that the pipeline reads, by `defineSettings()`. */
  readonly settings?: SettingsDeclaration<V>
  /** From the sources' rows to rows with the columns of the sink, by name and type, in their order. */
  readonly pipeline: (settings: V) => ResultFor<S>
}

/** A job by {@link defineJob}. */
export class JobDefinition {
  readonly name: string
  readonly sink: SinkTable
  readonly settings: SettingsDeclaration | undefined
  /** `file:line` of its definition, where that is known. */
  readonly at: string | undefined
  readonly #pipeline: (settings: never) => Pipeline

  constructor(options: {
    readonly name: string
    readonly sink: SinkTable
    readonly settings?: SettingsDeclaration | undefined
    readonly pipeline: (settings: never) => Pipeline
    readonly at: string | undefined
  }) {
    this.name = options.name
    this.sink = options.sink
    this.settings = options.settings
    this.at = options.at
    this.#pipeline = options.pipeline
  }

  /** The job with the values of its settings. */
  create(settings: object): Job {
    const { name, sink } = this
    return { name, sink, buildPipeline: () => this.#pipeline(settings as never) }
  }
}

/** A job as an application takes it. */
export type AnyJob = JobDefinition | JobClass

/**
 * Defines a job: what it is called, where its rows go, and how they come about. A pipeline whose columns are not those
 * of the sink does not compile; what only shows at start is refused there with the file and line.
 */
export function defineJob<S extends SinkTable, V extends object = SettingValues>(
  options: JobOptions<S, V>
): JobDefinition {
  return new JobDefinition({ ...options, at: callSite() })
}
