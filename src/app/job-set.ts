/** What an application consists of: its jobs, the sources that they read, and their settings. */
import { SourceTable } from '../table/index.js'
import type { Schema } from '../table/index.js'
import { BaseJob, JobDefinition } from './job.js'
import type { AnyJob, JobClass } from './job.js'
import { SettingsDeclaration } from './settings.js'

export type AnySource = SourceTable<string, Schema>

export interface JobSet {
  readonly jobs: readonly AnyJob[]
  /** Those that a job reads belong to it whether they stand here or not. */
  readonly sources: readonly AnySource[]
  readonly settings: readonly SettingsDeclaration[]
}

/**
 * What of `values` belongs to an application: jobs by `defineJob()` or as classes, sources, settings; each once, in the
 * order in which they come. Lists are looked into, anything else is left out.
 */
export function jobSetOf(values: Iterable<unknown>): JobSet {
  const jobs = new Set<AnyJob>()
  const sources = new Set<AnySource>()
  const settings = new Set<SettingsDeclaration>()
  const add = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(add)
    else if (value instanceof JobDefinition || isJobClass(value)) jobs.add(value)
    else if (value instanceof SourceTable) sources.add(value as AnySource)
    else if (value instanceof SettingsDeclaration) settings.add(value as SettingsDeclaration)
  }
  for (const value of values) add(value)
  for (const { settings: own } of jobs) if (own !== undefined) settings.add(own)
  return { jobs: [...jobs], sources: [...sources], settings: [...settings] }
}

/** All of both; what is in both stands once. */
export function joinJobSets(a: JobSet, b: JobSet): JobSet {
  return jobSetOf([...a.jobs, ...b.jobs, ...a.sources, ...b.sources, ...a.settings, ...b.settings])
}

function isJobClass(value: unknown): value is JobClass {
  return typeof value === 'function' && value.prototype instanceof BaseJob
}
