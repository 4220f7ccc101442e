/**
 * Layouts of what kernels hand out beside statistics.
 *
 *     block of partial rows   | keyGroup u32, NONE in a scan's | job u32 | rows u32 | bytes u32 | rows … |
 *     output segment          | job u32 | address u32 | length u32 | records u32 |
 *     dead-letter section     | start u32, from the sections' base | length u32 | records u32 |
 *
 * What a scan gives a shard may hold rows of many key groups; a snapshot has a block for each. The job of a segment
 * with rows of what came late is the number of jobs; of one with rows that a null has cost, one more.
 */

export const BLOCK_AT_KEY_GROUP = 0
export const BLOCK_AT_JOB = 1
export const BLOCK_AT_ROWS = 2
export const BLOCK_AT_BYTES = 3
export const BLOCK_HEADER_WORDS = 4

export const SEGMENT_AT_JOB = 0
export const SEGMENT_AT_ADDRESS = 1
export const SEGMENT_AT_LENGTH = 2
export const SEGMENT_AT_RECORDS = 3
export const SEGMENT_WORDS = 4

export const DEAD_LETTER_AT_START = 0
export const DEAD_LETTER_AT_LENGTH = 1
export const DEAD_LETTER_AT_RECORDS = 2
export const DEAD_LETTER_WORDS = 3
