import type { SimulatedProcess } from './process.js'
import type { Way } from './tally.js'
import type { World } from './world.js'

/** What a line of the log tells of how the service went on. */
const TOLD: readonly (readonly [RegExp, Way])[] = [
  [/going on at the group's offsets/, 'went on at the group offsets'],
  [/takes over the work$/, 'standby took over'],
  [/^the broker gave up our transaction/, 'lease held, transaction given up by the broker: went on'],
  [/^The offset is out of range, going on elsewhere/, 'went on elsewhere, offset out of range'],
  [/^record batches were passed over/, 'poison batch passed over'],
  [/^a snapshot could not be stored/, 'snapshot not stored, went on']
]

/** State was given up on purpose, or counted again. */
const MADE_ANEW = /^the state of open windows.* given up$|^open windows were counted again/

/** Reads the log of one process. */
export class WayCounter {
  readonly #process: SimulatedProcess
  readonly #world: World
  #refused = 0

  constructor(process: SimulatedProcess, world: World) {
    this.#process = process
    this.#world = world
  }

  take(fields: unknown, message: string): void {
    const way = TOLD.find(([pattern]) => pattern.test(message))?.[1]
    if (way !== undefined) this.#world.tally.way(way)
    if (message.startsWith('a snapshot cannot be used')) this.#refused++
    if (message === 'state recovered') this.#recovered(fields)
    if (MADE_ANEW.test(message)) {
      const { epoch } = fields as { readonly epoch: number }
      this.#world.onRecovered(this.#process, { base: epoch, snapshotEpoch: null })
    }
  }

  #recovered(fields: unknown): void {
    this.#process.isSettled = true
    const { snapshotEpoch } = fields as { readonly snapshotEpoch: number }
    this.#world.onRecovered(this.#process, { base: null, snapshotEpoch })
    if (snapshotEpoch === 0) this.#world.tally.way('recovered from the journal alone')
    else if (this.#refused === 0) this.#world.tally.way('recovered from the newest snapshot')
    else this.#world.tally.way('recovered from an older snapshot')
  }
}
