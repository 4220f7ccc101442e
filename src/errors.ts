/**
 * Every error a user can meet: a code, one sentence that says what happened and what to do, and one row in this
 * table. `{name}` is replaced by the parameter of that name.
 */
export const ERROR_TABLE = {
  SETTINGS_INVALID: 'The settings are wrong: {details}.',
  PLAN_UNKNOWN_FIELD:
    'Job {job}: column {column} is not a field of {table}; use one of its fields or add it to the source table.',
  PLAN_TYPE_MISMATCH:
    'Job {job}: column {column} expects {expected} but found {found}; change the expression or cast it.',
  PLAN_SINK_COLUMNS: 'Job {job}: sink {sink} expects the columns {expected} but found {found}.',
  PLAN_INVALID: 'Job {job}: {reason}.',
  TABLE_INVALID: 'Table {table}: {reason}.',
  JOB_DUPLICATE: 'Job {job} is registered twice; give one of them another name.',
  CONNECTOR_OPTION: 'Connector {connector}, {option}: found {found}, expected {expected}.',
  SOURCE_FILE_UNREADABLE: 'File {path} cannot be read: {reason}.',
  SOURCE_FILE_NONE:
    'Nothing to read in {path}: give a file, or a directory that holds .ndjson, .jsonl or .json files, .gz too.',
  SOURCE_FILE_BROKEN: 'Reading {path} stopped after line {line}: {reason}.',
  SOURCE_LINE_TOO_LONG:
    'Line {line} of {path} is longer than {limit} bytes; the file must hold one JSON document a line.',
  SINK_FILE_FAILED: 'Writing to {path} failed: {reason}. Nothing of this commit counts; restart to go on after the last one.',
  SINK_STREAM_CLOSED: 'The output of the print sink was closed: {reason}.',
  KERNEL_OUT_OF_MEMORY:
    'Job {job}: the state of a worker needs more than {limit} MiB; raise processing_worker_memory_mb (at most 4096) or flink_parallelism, which spreads the state over more workers.',
  KERNEL_BAD_INPUT:
    'Records of {where} cannot be decoded ({reason}); nothing after them was read. Check the topic with a console consumer.',
  KERNEL_INTERNAL: 'A kernel stopped with code {code}, detail {detail}; please report it with the plan and the input.'
} as const

export type ErrorCode = keyof typeof ERROR_TABLE

/** An error with a code from {@link ERROR_TABLE}; its message is the table's sentence with the parameters put in. */
export class MillraceError extends Error {
  readonly code: ErrorCode
  /** What the sentence was filled with: code and params carry the error over a thread's border. */
  readonly params: Readonly<Record<string, string | number>>

  constructor(code: ErrorCode, params: Readonly<Record<string, string | number>> = {}, options?: ErrorOptions) {
    super(
      ERROR_TABLE[code].replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole)),
      options
    )
    this.name = 'MillraceError'
    this.code = code
    this.params = params
  }
}
