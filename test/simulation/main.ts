import './synchronous-lz4.js'
import { fork, type ChildProcess } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { initCodecs } from '../../src/records/codecs.js'
import { MUTATIONS } from './mutations.js'
import { simulate, type SimulationOptions } from './simulation.js'
import { addCounts, FAULTS, neverMet, WAYS, type Counts } from './tally.js'
import { themeOf, THEMES } from './themes.js'

const USAGE = `usage: npm run simulate -- [options]
  --seeds N        how many seeds to run (1000)
  --from N         the first of them (1)
  --seed N         one seed alone, with its trace
  --jobs N         processes (one for each core)
  --theme NAME     those of one theme alone: ${THEMES.map(({ name }) => name).join(', ')}
  --until-found    stop at the first that fails
  --mutation NAME  with a bug planted from outside, until it is found: see mutations.ts
  --undisturbed    nothing goes wrong
  --no-crashes     processes live on`

const PROGRESS_SEEDS = 100
const ENOUGH_SEEDS = 1000
/** A process gives the memory of kernels that are gone back when it ends: one that ran 500 seeds took twice as long for each. */
const SEEDS_A_PROCESS = 50
/** Every seed makes a world and forgets it: with room for young objects that is cheaper. */
const ROOM = ['--max-semi-space-size=64']

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    mutation: { type: 'string' },
    theme: { type: 'string' },
    'until-found': { type: 'boolean', default: false },
    undisturbed: { type: 'boolean', default: false },
    'no-crashes': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false }
  }
})

/** What a process that runs some of the seeds tells of each. */
interface Report {
  readonly seed: number
  readonly failure: string | null
  readonly epochs: number
  readonly processes: number
  readonly theme: string
  readonly counts: Counts
}

function options(seed: number): SimulationOptions {
  const mutation = values.mutation === undefined ? undefined : MUTATIONS[values.mutation]
  if (values.mutation !== undefined && mutation === undefined) throw new Error(USAGE)
  return {
    ...{ seed, undisturbed: values.undisturbed, crashes: !values['no-crashes'] },
    ...(mutation && { mutation })
  }
}

/** One seed, told line by line. */
async function replay(seed: number): Promise<void> {
  await initCodecs()
  const result = await simulate({ ...options(seed), onTrace: (line) => console.log(line) })
  console.log(result)
  process.exitCode = result.failure === null ? 0 : 1
}

/** A child's part of the seeds; each result goes to the parent. */
async function runPart(): Promise<void> {
  await initCodecs()
  const end = Number(values.from) + Number(values.seeds)
  for (let seed = Number(values.from); seed < end; seed++) {
    if (values.theme !== undefined && themeOf(seed).name !== values.theme) continue
    const { failure, epochs, processes, theme, counts } = await simulate(options(seed))
    process.send?.({ seed, failure, epochs, processes, theme, counts } satisfies Report)
  }
  process.disconnect()
}

/** All seeds, a few in each process, and as many processes at a time as there are jobs. */
async function runAll(): Promise<void> {
  const [from, seeds, jobs] = [values.from, values.seeds, values.jobs].map(Number) as [number, number, number]
  const started = performance.now()
  const totals = { seeds: 0, failed: 0, epochs: 0, processes: 0 }
  const counts = new Map<string, number>()
  const running = new Set<ChildProcess>()
  const end = from + seeds
  let next = from
  const take = ({ seed, failure, epochs, processes, theme, counts: some }: Report): void => {
    addCounts(counts, some)
    totals.seeds++
    totals.epochs += epochs
    totals.processes += processes
    if (totals.seeds % PROGRESS_SEEDS === 0) console.log(`${totals.seeds} seeds`)
    if (failure === null) return
    totals.failed++
    console.log(`seed ${seed} (${theme}): ${failure}\n  replay it: npm run simulate -- --seed ${seed}`)
    if (values.mutation === undefined && !values['until-found']) return
    next = end
    for (const child of running) child.kill()
  }
  const lane = async (): Promise<void> => {
    while (next < end) {
      const part = ['--from', String(next), '--seeds', String(Math.min(SEEDS_A_PROCESS, end - next))]
      next += SEEDS_A_PROCESS
      const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), ...part], {
        execArgv: ROOM
      })
      running.add(child)
      child.on('message', (report) => take(report as Report))
      const code = await new Promise<number | null>((resolve) => child.on('exit', resolve))
      running.delete(child)
      if (code !== 0) process.exitCode = 1
    }
  }
  await Promise.all(Array.from({ length: jobs }, lane))
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(
    `${totals.seeds} seeds, ${totals.processes} processes, ${totals.epochs} epochs in ${seconds} s: ${totals.failed} failed`
  )
  tell(counts)
  // Of a thousand seeds of all themes each fault and each way is met.
  const isLacking = totals.seeds >= ENOUGH_SEEDS && values.theme === undefined && neverMet(counts).length > 0
  if (isLacking || totals.failed > 0) process.exitCode = 1
}

/** What happened how often, and what never. */
function tell(counts: ReadonlyMap<string, number>): void {
  const list = (title: string, names: readonly string[]): void => {
    console.log(`\n${title}`)
    for (const name of names) console.log(`${String(counts.get(name) ?? 0).padStart(8)}  ${name}`)
  }
  list('what went wrong', FAULTS)
  list('how the service went on', WAYS)
  const never = neverMet(counts)
  if (never.length > 0) console.log(`never met: ${never.join(', ')}`)
}

if (values.help) console.log(USAGE)
else if (process.send !== undefined) await runPart()
else if (values.seed !== undefined) await replay(Number(values.seed))
else await runAll()
