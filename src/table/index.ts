/** What a job is written with, and what the rest of the program knows of tables. */
export * from './public.js'
export { sourceTable } from './words/declarations.js'
export { Projection, ResultTable, SinkTable, Table, UnionTable } from './words/table.js'
export type { RelationNode, SourceDefinition } from './tree/node.js'
export { stepsOf, type PathStep } from './path.js'
export type { JobPipeline } from './check/job.js'
export { callSite, siteOf } from './call-site.js'
export { usableRecord } from './print/usable.js'
