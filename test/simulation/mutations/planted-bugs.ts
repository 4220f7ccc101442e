import type { PlantedBug } from './planted-bug.js'

export const PLANTED_BUGS: readonly PlantedBug[] = []
