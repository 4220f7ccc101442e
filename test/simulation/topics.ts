/** Topics of the application that is simulated. */
export const SOURCE_TOPIC = 'events'
export const DEAD_LETTER_TOPIC = 'dead-letters'
export const LATE_TOPIC = 'late-rows'
