import { ENGINE_BUGS } from './engine-bugs.js'
import { KAFKA_BUGS } from './kafka-bugs.js'
import type { PlantedBug } from './planted-bug.js'
import { STATE_BUGS } from './state-bugs.js'

/** Bugs that some check of the house must find. Those that are planted from outside are in ../mutations.ts. */
export const PLANTED_BUGS: readonly PlantedBug[] = [...KAFKA_BUGS, ...ENGINE_BUGS, ...STATE_BUGS]
