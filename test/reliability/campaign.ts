import { loadEvents } from '../support/oracle.js'
import type { Brokers } from './brokers.js'
import { MODES } from './modes.js'
import { Random } from './random.js'
import { runRound, type RoundResult } from './round.js'

export interface KillsOptions {
  readonly mode: 'event' | 'processing'
  readonly main: string
  readonly brokers: Brokers
  readonly kills: number
  readonly brokerKills: number
  readonly rate: number
  readonly seed: number
  /** Most replays, default 20: with fewer, not all kills may come about. */
  readonly rounds?: number
  /** Let Kafka's own consumer read the rows again in the end. */
  readonly secondReader: boolean
  /** Where snapshots lie, see the setting processing_state_backend. */
  readonly backend: 'directory' | 'kafka'
  readonly say: (line: string) => void
}

export interface KillsResult {
  readonly mode: string
  readonly seed: number
  readonly rounds: number
  readonly events: number
  readonly seconds: number
  readonly kills: number
  readonly killedBeforeCommit: number
  readonly brokerKills: number
  readonly commits: number
  readonly epochs: number
  /** How often the journal was trimmed before it was read. */
  readonly journalGaps: number
  readonly rows: number
  readonly uncommittedSeen: number
  readonly uncommittedRepeated: number
  readonly uncommittedDiffering: number
  readonly uncommittedVanished: number
  /** How often who leads changed, by what was led. */
  readonly leaderMoves: Readonly<Record<string, number>>
  readonly recoveriesMs: readonly number[]
  readonly brokerDowntimesMs: readonly number[]
  readonly findings: readonly string[]
}

const PARTITIONS = 4
const MOST_ROUNDS = 20
/** Kills of a lone broker in one replay: each takes a while, in which nothing moves. */
const BROKER_KILLS_PER_ROUND = 2

/** Replays `clean` through fresh topics until all kills are done. */
export async function runKills(options: KillsOptions): Promise<KillsResult> {
  const { mode, seed, kills, brokerKills, brokers, rounds: most = MOST_ROUNDS, say } = options
  const { env, settleMs, judge } = MODES[mode]
  const events = loadEvents('clean')
  const random = new Random(seed)
  const rounds: RoundResult[] = []
  const findings: string[] = []
  const brokerCount = brokers.count
  let [killsLeft, brokerKillsLeft] = [kills, brokerKills]
  while ((killsLeft > 0 || brokerKillsLeft > 0) && rounds.length < most) {
    const inRound = Math.min(BROKER_KILLS_PER_ROUND + brokerCount - 1, brokerKillsLeft)
    const done = brokerKills - brokerKillsLeft
    // The service is killed in every round in which brokers are.
    const roundsLeft = Math.max(1, Math.ceil(brokerKillsLeft / (BROKER_KILLS_PER_ROUND + brokerCount - 1)))
    const killsInRound = Math.ceil(killsLeft / roundsLeft)
    say(`round ${rounds.length + 1} (seed ${seed}): up to ${killsInRound} kills, ${inRound} of brokers`)
    const result = await runRound({
      ...options,
      ...{ name: `reliability-${seed}-${rounds.length + 1}`, events, partitions: PARTITIONS, random },
      ...{ kills: killsInRound, settleMs },
      env: { ...env, PROCESSING_STATE_BACKEND: options.backend },
      brokerKills: Array.from({ length: inRound }, (_, i) => (done + i) % brokerCount)
    })
    const wrong = [...result.findings, ...judge(result, events)]
    for (const finding of wrong) say(`FINDING: ${finding}`)
    say(`round ${rounds.length + 1}: ${JSON.stringify({ ...summary([result]), findings: wrong.length })}`)
    findings.push(...wrong.map((finding) => `round ${rounds.length + 1}: ${finding}`))
    rounds.push(result)
    killsLeft -= result.lives.kills
    brokerKillsLeft -= inRound
  }
  return { mode, seed, rounds: rounds.length, ...summary(rounds), findings }
}

function summary(rounds: readonly RoundResult[]): Omit<KillsResult, 'mode' | 'seed' | 'rounds' | 'findings'> {
  const sum = (of: (round: RoundResult) => number): number =>
    rounds.reduce((total, round) => total + of(round), 0)
  const views = rounds.flatMap((round) => Object.values(round.uncommitted))
  return {
    events: sum((round) => round.events),
    seconds: Math.round(sum((round) => round.seconds)),
    kills: sum((round) => round.lives.kills),
    killedBeforeCommit: sum((round) => round.lives.killedBeforeCommit),
    brokerKills: sum((round) => round.brokerDowntimesMs.length),
    commits: sum((round) => round.commits),
    epochs: sum((round) => round.epochs),
    journalGaps: sum((round) => round.journalGaps),
    rows: sum((round) => Object.values(round.rows).reduce((total, rows) => total + rows, 0)),
    uncommittedSeen: views.reduce((total, view) => total + view.seen, 0),
    uncommittedRepeated: views.reduce((total, view) => total + view.repeated, 0),
    uncommittedDiffering: views.reduce((total, view) => total + view.differing.length, 0),
    uncommittedVanished: views.reduce((total, view) => total + view.vanished.length, 0),
    leaderMoves: addUp(rounds.map((round) => round.leaderMoves)),
    recoveriesMs: rounds.flatMap((round) => round.lives.recoveriesMs.map(Math.round)),
    brokerDowntimesMs: rounds.flatMap((round) => round.brokerDowntimesMs.map(Math.round))
  }
}

function addUp(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const [name, count] of counts.flatMap((each) => Object.entries(each))) {
    total[name] = (total[name] ?? 0) + count
  }
  return total
}
