/** Fingerprints of jobs: hashes of their canonical forms. */
import { canonicalParameters, canonicalSet, fingerprintOf } from '../bound/canonical.js'
import type { Canonical } from '../bound/canonical.js'
import type { Bound } from '../bound/bound.js'
import type { BoundAggregate } from './aggregates.js'
import type { SourceDefinition } from '../tree/node.js'
import type { BoundAggregateJob, BoundBranch, BoundJob, BoundRowsJob } from './job.js'

/** Part of every fingerprint: another number for another canonical form. */
const FORM = 2

/**
 * Hex SHA-256 of all that shapes a job's state and rows: sources, filters as sets, window, keys, aggregates, columns
 * and sink; not of its name.
 *
 * @param processingTime the arrival time takes the place of the event time
 */
export function jobFingerprint(job: BoundJob, processingTime: boolean): string {
  const body = job.kind === 'rows' ? rowsForm(job, processingTime) : aggregateForm(job, processingTime)
  const columns = job.columns.map(({ name, type, notNull }) => [name, type, notNull])
  return fingerprintOf([FORM, job.kind, job.sink.name, columns, ...body])
}

function rowsForm({ branches }: BoundRowsJob, processingTime: boolean): Canonical[] {
  const forms = branches.map((branch) => [branchForm(branch, processingTime), formsOf(branch.values)])
  return [canonicalSet(forms)]
}

function aggregateForm(job: BoundAggregateJob, processingTime: boolean): Canonical[] {
  const branches = job.branches.map((branch, i) => [
    branchForm(branch, processingTime),
    formsOf(job.keys.map(({ operands }) => operands[i]!)),
    job.aggregates.map((aggregate) => inputForm(aggregate, i))
  ])
  const aggregates = job.aggregates.map(({ function: name, parameters }) => [
    name,
    canonicalParameters(parameters)
  ])
  return [
    canonicalSet(branches),
    [job.window.kind, canonicalParameters(job.window.sizes)],
    aggregates,
    canonicalSet(formsOf(job.having)),
    formsOf(job.columns.map(({ value }) => value))
  ]
}

/** What an aggregate reads of a branch. */
function inputForm({ operands, bys }: BoundAggregate, branch: number): Canonical {
  const operand = operands[branch]?.canonical ?? null
  const by = bys[branch] ?? null
  return by === null ? operand : [operand, by.canonical]
}

function branchForm({ source, conjuncts }: BoundBranch, processingTime: boolean): Canonical {
  return [source.name, processingTime ? null : timeForm(source), canonicalSet(formsOf(conjuncts))]
}

function formsOf(all: readonly Bound[]): Canonical[] {
  return all.map(({ canonical }) => canonical)
}

/** A time in milliseconds is its column alone, as it was when there was no other. */
function timeForm({ eventTime, timeFormat = 'millis', zoneOffsetMs = 0 }: SourceDefinition): Canonical {
  return timeFormat === 'millis' ? eventTime : [eventTime, timeFormat, zoneOffsetMs]
}
