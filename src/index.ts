/**
 * Millrace as a library: the words that jobs are written in, and the service that runs them. What is exported here is
 * public; docs/api.md lists it, and a test sees to it that the list is current.
 */
export { BaseJob, defineJob } from './app/job.js'
export type { AnyJob, Job, JobClass, JobDefinition, JobOptions } from './app/job.js'
export { defineSettings } from './app/settings.js'
export type { SettingsDeclaration, SettingValues } from './app/settings.js'
export type { AnySource } from './app/job-set.js'
export { startService } from './service/start-service.js'
export type { RunningService, ServiceSpec, StartResult } from './service/start-service.js'
export type { Status } from './engine/status/status.js'
export { MillraceError } from './errors.js'
export type { ErrorCode } from './errors.js'
export { z } from 'zod'
export * from './table/public.js'
