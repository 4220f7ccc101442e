/**
 * The plan as bytes: a scan plan a source, a merge plan for all. Both have one layout; what a plan of one role does
 * not have is 0 or NONE.
 *
 * All integers are little-endian u32 words unless said otherwise; offsets are bytes from the plan's start. The
 * kernel's copy is 16-byte aligned and followed by 16 zero bytes, so that constants may be read 16 bytes at a time.
 *
 *     ┌ header, 24 words ──────────────────────────────────────────────────────────────────────────────┐
 *     │  0 magic 'MPLN'       1 version           2 role               3 totalLength                   │
 *     │  4 fieldCount         5 trieOffset        6 timeField | NONE   7 keyGroups                     │
 *     │  8 registerCount      9 registersOffset  10 selectionCount ≥ 1                                 │
 *     │ 11 notNullPolicy     12 instructionCount 13 instructionsOffset 14 jobCount  15 jobsOffset      │
 *     │ 16 timeFormat        17 recordFieldCount 18,19 zoneOffset i64  20 recordFieldsOffset           │
 *     ├ registers ── one word each: type. The fields of a scan are registers 0 … fieldCount - 1        │
 *     ├ instructions, 8 words each ── op  dst  a  b  c  selection  0  0, run in order over each vector │
 *     ├ jobs, 24 words each, by job number of the application                                          │
 *     │  0 kind               1 selection         2 windowKind         3 allRows (merge)               │
 *     │  4,5 size i64         6,7 slide i64       8,9 gap i64                                          │
 *     │ 10 keyCount          11 keysOffset       12 aggregateCount    13 aggregatesOffset              │
 *     │ 14 columnCount       15 columnsOffset    16 groupColumnCount  17 groupColumnsOffset            │
 *     │ 18 firstInstruction  19 instructionCount 20 … 23 0                                             │
 *     ├ data ── what the above point to                                                                │
 *     │   key           2 words: type  register (scan) | NONE (merge)                                  │
 *     │   aggregate     8 words: code  register|NONE  input type|NONE  flags (1 TRUNCATE)  param f64   │
 *     │                          register that it chooses by|NONE  its type|NONE                       │
 *     │   column        8 words: register  type  flags (1 NOT_NULL)  prefixOffset  prefixLength  0 0 0 │
 *     │                          prefix: `{"a":` for the first, `,"b":` for the others                 │
 *     │   group column  4 words: source  index  param  register                                        │
 *     │   record field  4 words: source  register  nameOffset  nameLength (the name of a header)       │
 *     │   trie node     field | NONE  childCount  childCount × (keyOffset  keyLength  nodeOffset); of  │
 *     │                          an element of an array: (its number, from 1 on  NONE  nodeOffset)     │
 *     │   constants, lists, patterns, strings (opcodes.ts)                                             │
 *     └────────────────────────────────────────────────────────────────────────────────────────────────┘
 *
 * A job of kind 'none' has nothing but its kind. In a scan plan `selection` holds the rows that the job takes; a job
 * of kind 'aggregate' has window, keys and aggregates, one of kind 'rows' columns. In a merge plan a job of kind
 * 'aggregate' has everything: its finished groups fill the registers of its group columns, its range of instructions
 * runs on `allRows`, and `selection` holds the rows that are written.
 */

/** Of what kernels and host agree on: plan, opcodes, exports, blocks. The module exports it, the host checks it. */
export const CONTRACT_VERSION = 3

/** 'MPLN' */
export const PLAN_MAGIC = 0x4e4c504d
export const PLAN_VERSION = 3

export const ROLE_SCAN = 0
export const ROLE_MERGE = 1

// Words of the header.
export const PLAN_HEADER_WORDS = 24
export const PLAN_AT_MAGIC = 0
export const PLAN_AT_VERSION = 1
export const PLAN_AT_ROLE = 2
export const PLAN_AT_LENGTH = 3
export const PLAN_AT_FIELD_COUNT = 4
export const PLAN_AT_TRIE = 5
export const PLAN_AT_TIME_FIELD = 6
export const PLAN_AT_KEY_GROUPS = 7
export const PLAN_AT_REGISTER_COUNT = 8
export const PLAN_AT_REGISTERS = 9
export const PLAN_AT_SELECTION_COUNT = 10
export const PLAN_AT_NOT_NULL_POLICY = 11
export const PLAN_AT_INSTRUCTION_COUNT = 12
export const PLAN_AT_INSTRUCTIONS = 13
export const PLAN_AT_JOB_COUNT = 14
export const PLAN_AT_JOBS = 15
export const PLAN_AT_TIME_FORMAT = 16
export const PLAN_AT_RECORD_FIELD_COUNT = 17
/** i64: what event times that are text without a zone are ahead of UTC, ms. */
export const PLAN_AT_ZONE_OFFSET = 18
export const PLAN_AT_RECORD_FIELDS = 20

// How the time field says the event time.
/** Of type TIMESTAMP or BIGINT. */
export const TIME_MILLIS = 0
/** Of type BIGINT or DOUBLE. */
export const TIME_SECONDS = 1
/** Of type BIGINT. */
export const TIME_MICROS = 2
/** Of type STRING. */
export const TIME_TEXT = 3

// Words of a record field: a field that is not in the document, but in the record around it.
export const RECORD_FIELD_WORDS = 4
export const RECORD_FIELD_AT_SOURCE = 0
export const RECORD_FIELD_AT_REGISTER = 1
export const RECORD_FIELD_AT_NAME = 2
export const RECORD_FIELD_AT_NAME_LENGTH = 3

/** STRING. */
export const RECORD_KEY = 0
/** STRING. */
export const RECORD_HEADER = 1
/** BIGINT. */
export const RECORD_PARTITION = 2
/** BIGINT. */
export const RECORD_OFFSET = 3
/** TIMESTAMP: the record's own. */
export const RECORD_TIMESTAMP = 4
/** TIMESTAMP: the event time, or the time of arrival. */
export const RECORD_TIME = 5
/** STRING: the value as it came. */
export const RECORD_VALUE = 6

export const POLICY_KEEP = 0
export const POLICY_DROP = 1

export const INSTRUCTION_WORDS = 8

// Words of a job.
export const JOB_WORDS = 24
export const JOB_AT_KIND = 0
export const JOB_AT_SELECTION = 1
export const JOB_AT_WINDOW_KIND = 2
export const JOB_AT_ALL_ROWS = 3
export const JOB_AT_SIZE = 4
export const JOB_AT_SLIDE = 6
export const JOB_AT_GAP = 8
export const JOB_AT_KEY_COUNT = 10
export const JOB_AT_KEYS = 11
export const JOB_AT_AGGREGATE_COUNT = 12
export const JOB_AT_AGGREGATES = 13
export const JOB_AT_COLUMN_COUNT = 14
export const JOB_AT_COLUMNS = 15
export const JOB_AT_GROUP_COLUMN_COUNT = 16
export const JOB_AT_GROUP_COLUMNS = 17
export const JOB_AT_FIRST_INSTRUCTION = 18
export const JOB_AT_INSTRUCTION_COUNT = 19

export const JOB_NONE = 0
export const JOB_AGGREGATE = 1
/** A pipeline without a window. */
export const JOB_ROWS = 2

// Words of a key.
export const KEY_WORDS = 2
export const KEY_AT_TYPE = 0
export const KEY_AT_REGISTER = 1

// Words of an aggregate.
export const AGGREGATE_WORDS = 8
export const AGGREGATE_AT_CODE = 0
export const AGGREGATE_AT_REGISTER = 1
export const AGGREGATE_AT_INPUT_TYPE = 2
export const AGGREGATE_AT_FLAGS = 3
export const AGGREGATE_AT_PARAM = 4
export const AGGREGATE_AT_BY_REGISTER = 6
export const AGGREGATE_AT_BY_TYPE = 7
export const AGGREGATE_TRUNCATE = 1

// Words of a column.
export const COLUMN_WORDS = 8
export const COLUMN_AT_REGISTER = 0
export const COLUMN_AT_TYPE = 1
export const COLUMN_AT_FLAGS = 2
export const COLUMN_AT_PREFIX = 3
export const COLUMN_AT_PREFIX_LENGTH = 4
export const COLUMN_NOT_NULL = 1

// Words of a group column.
export const GROUP_COLUMN_WORDS = 4
export const GROUP_COLUMN_AT_SOURCE = 0
export const GROUP_COLUMN_AT_INDEX = 1
export const GROUP_COLUMN_AT_PARAM = 2
export const GROUP_COLUMN_AT_REGISTER = 3

export const SOURCE_WINDOW_START = 0
export const SOURCE_WINDOW_END = 1
/** `param` is the unit in milliseconds to which it is floored. */
export const SOURCE_WINDOW_DURATION = 2
/** `index` is the key's number. */
export const SOURCE_KEY = 3
/** `index` is the aggregate's number. */
export const SOURCE_AGGREGATE = 4

// Words of a trie node, and of a child in it.
export const TRIE_AT_FIELD = 0
export const TRIE_AT_CHILD_COUNT = 1
export const TRIE_NODE_WORDS = 2
export const TRIE_CHILD_WORDS = 3
