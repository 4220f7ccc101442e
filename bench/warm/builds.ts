import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** A build's kernels on one thread: all jobs, one shard. */
export interface WarmKernels {
  /** Partial rows of newline-separated documents. */
  scan(lines: Uint8Array): ArrayBuffer[]
  /** The same up to the columns and expressions, without jobs. */
  scanColumns(lines: Uint8Array): void
  /** Folds partial rows in; a watermark (ms) that is not null ends the epoch. */
  merge(partials: readonly ArrayBuffer[], watermark: number | null): MergedEpoch
}

/** What stands once partial rows are folded in. */
export interface MergedEpoch {
  /** Of all jobs, since the kernel was made. */
  readonly rows: number
  readonly openWindows: number
  readonly stateBytes: number
}

interface ScanResult {
  readonly partials: readonly (ArrayBuffer | null)[]
}

interface MergeResult {
  readonly stateBytes: number
  readonly jobs: readonly { readonly rows: number; readonly openWindows: number }[]
}

interface Creation {
  readonly plan: Uint8Array
  readonly jobNames: readonly string[]
  readonly shards: number
  readonly memoryLimitMb: number
}

/** What is read of a build's modules: of this program's, or of an older one's. */
interface Plan {
  readonly jobs: readonly { readonly name: string }[]
  readonly scans: readonly { readonly bytes: Uint8Array }[]
  readonly merge: Uint8Array
  /** One plan for both halves, in builds with one kernel for both. */
  readonly bytes: Uint8Array
}

interface ScanContext {
  readonly arrivalTime: number
  readonly watermarks: readonly number[]
  readonly origin: null
}

interface ScanKernelClass {
  create(
    module: WebAssembly.Module,
    options: Creation
  ): { scanLines(lines: Uint8Array, firstLine: number, context: ScanContext): ScanResult }
}

interface MergeKernelClass {
  create(
    module: WebAssembly.Module,
    options: Creation
  ): { merge(partials: readonly ArrayBuffer[], watermarks: readonly number[] | null): MergeResult }
}

interface SingleKernelClass {
  create(
    module: WebAssembly.Module,
    options: Creation
  ): {
    scanLines(lines: Uint8Array, firstLine: number, arrivalTime: number, watermark: number): ScanResult
    merge(partials: readonly ArrayBuffer[], watermark: number | null): MergeResult
  }
}

interface Modules {
  parseSettings(given: Record<string, string>): { readonly settings: unknown }
  createCoordinator(settings: unknown): { statementSet(): { readonly plan: Plan } }
  ScanKernel: ScanKernelClass
  MergeKernel: MergeKernelClass
  Kernel: SingleKernelClass
  PLAN_AT_JOB_COUNT: number
}

/** Where the header of a plan for one kernel has its number of jobs; newer builds tell. */
const SINGLE_AT_JOB_COUNT = 10
const WORD = 4
const MEMORY_LIMIT_MB = 4096

/** A build that is measured: its kernels can be made any number of times. */
export interface Build {
  readonly name: string
  create(): WarmKernels
}

/**
 * Loads the build in the folder `root`, which has a `dist`: this program's, or another one's, as old as 8f3adae.
 * @throws Error when there is none
 */
export async function loadBuild(root: string, name: string): Promise<Build> {
  const load = async (file: string): Promise<Partial<Modules>> =>
    (await import(pathToFileURL(path.join(root, 'dist', file)).href)) as Partial<Modules>
  const hasTwoKernels = existsSync(path.join(root, 'dist/engine/kernel/merge-kernel.js'))
  const files = hasTwoKernels
    ? ['engine/kernel/scan-kernel.js', 'engine/kernel/merge-kernel.js', 'plan/contract/plan-layout.js']
    : ['engine/kernel.js']
  const parts = await Promise.all(['config/settings.js', 'cli/coordinator.js', ...files].map(load))
  const modules = Object.assign({}, ...parts) as Modules
  const module = await WebAssembly.compile(await readFile(path.join(root, 'dist/kernels.wasm')))
  const { plan } = modules.createCoordinator(modules.parseSettings({}).settings).statementSet()
  return { name, create: () => (hasTwoKernels ? two(modules, module, plan) : one(modules, module, plan)) }
}

/** Builds in which an instance scans or merges. */
function two(
  { ScanKernel, MergeKernel, PLAN_AT_JOB_COUNT }: Modules,
  module: WebAssembly.Module,
  plan: Plan
): WarmKernels {
  const scanPlan = plan.scans[0]?.bytes ?? new Uint8Array()
  const scanner = ScanKernel.create(module, creation(plan, scanPlan))
  const columns = ScanKernel.create(module, creation(plan, withoutJobs(scanPlan, PLAN_AT_JOB_COUNT)))
  const merger = MergeKernel.create(module, creation(plan, plan.merge))
  const everyJob = (watermark: number): number[] => plan.jobs.map(() => watermark)
  const context = { arrivalTime: NaN, watermarks: everyJob(-Infinity), origin: null }
  return {
    scan: (lines) => present(scanner.scanLines(lines, 0, context)),
    scanColumns: (lines) => void columns.scanLines(lines, 0, context),
    merge: (partials, watermark) =>
      summed(merger.merge(partials, watermark === null ? null : everyJob(watermark)))
  }
}

/** Builds in which one kernel does both. */
function one({ Kernel }: Modules, module: WebAssembly.Module, plan: Plan): WarmKernels {
  const kernel = Kernel.create(module, creation(plan, plan.bytes))
  const scanner = Kernel.create(module, creation(plan, plan.bytes))
  const columns = Kernel.create(module, creation(plan, withoutJobs(plan.bytes, SINGLE_AT_JOB_COUNT)))
  return {
    scan: (lines) => present(scanner.scanLines(lines, 0, NaN, -Infinity)),
    scanColumns: (lines) => void columns.scanLines(lines, 0, NaN, -Infinity),
    merge: (partials, watermark) => summed(kernel.merge(partials, watermark))
  }
}

function creation(plan: Plan, bytes: Uint8Array): Creation {
  return {
    plan: bytes,
    jobNames: plan.jobs.map(({ name }) => name),
    shards: 1,
    memoryLimitMb: MEMORY_LIMIT_MB
  }
}

function withoutJobs(bytes: Uint8Array, word: number): Uint8Array {
  const plan = bytes.slice()
  new DataView(plan.buffer, plan.byteOffset).setUint32(word * WORD, 0, true)
  return plan
}

function present({ partials }: ScanResult): ArrayBuffer[] {
  return partials.filter((partial) => partial !== null)
}

function summed({ stateBytes, jobs }: MergeResult): MergedEpoch {
  const total = (value: (job: (typeof jobs)[number]) => number): number =>
    jobs.reduce((sum, job) => sum + value(job), 0)
  return { rows: total(({ rows }) => rows), openWindows: total(({ openWindows }) => openWindows), stateBytes }
}
