/**
 * Every error a user can meet: a code, one sentence that says what happened and what to do, and one row in this
 * table. `{name}` is replaced by the parameter of that name.
 */
export const ERROR_TABLE = {
  SETTINGS_FILE: 'The settings file {path} cannot be used: {reason}.',
  SETTINGS_INVALID: 'The settings are wrong: {details}.',
  PLAN_UNKNOWN_FIELD:
    'Job {job}: column {column} is not a field of {table}; use one of its fields or add it to the source table.',
  PLAN_FOREIGN_COLUMN:
    'Job {job}: column {column} is of {found}, but here only columns of {expected} can stand; use one of those, or bring both sources together with union().',
  PLAN_TYPE_MISMATCH:
    'Job {job}: column {column} expects {expected} but found {found}; change the expression or cast it.',
  PLAN_SINK_COLUMNS: 'Job {job}: sink {sink} expects the columns {expected} but found {found}.',
  PLAN_INVALID: 'Job {job}: {reason}.',
  FLINK_DIFFERS: 'In Flink SQL these would give other rows: {what}; {hint}.',
  BOUNDARY_INVALID:
    '{path} is neither a time (2026-01-31T12:00:00Z, or epoch milliseconds) nor a file that says where the service stopped ({reason}); give what millrace stop --at-boundary wrote.',
  BOUNDARY_NONE: 'Nothing says where the application stopped: {reason}.',
  STOP_TIMEOUT: 'The service at {url} was told to stop and still answers after {seconds} s; look at its log.',
  STOP_REFUSED:
    'The service at {url} does not stop ({reason}); send it SIGTERM, or give it the token of its settings.',
  AFTER_INVALID: '--{option} {found} is no time; write 2026-01-31T12:00:00Z, or epoch milliseconds.',
  AFTER_STATELESS:
    'Job {job} has no windows, so no time says what of its rows is written; leave out --after, or the job.',
  EXPORT_FILE: 'The script cannot be written to {path}: {reason}.',
  TABLE_INVALID: 'Table {table}: {reason}.',
  JOBS_UNREADABLE: 'The jobs in {path} cannot be loaded: {reason}.',
  JOBS_NONE:
    'There is no job in {path}; export what defineJob() gives, or a class that extends BaseJob, from a module there.',
  INIT_FOLDER: 'There is something in {path} already; name a folder that is empty or not there yet.',
  JOB_FAILED: 'Job {job} cannot be built: {reason}.',
  SOURCE_DUPLICATE: 'Two source tables are named {source}; give one of them another name.',
  SOURCE_UNREGISTERED:
    'Job {job} reads source {source}, which the application does not have; register it with registerSource().',
  JOB_DUPLICATE: 'Job {job} is registered twice; give one of them another name.',
  SOURCE_SPEC_UNKNOWN: 'There is no source {source}; the jobs read {sources}.',
  SOURCE_SPEC_SHARED:
    'The sources {sources} cannot all be read from {spec}; say what each of them is read from, as NAME={spec}.',
  CONNECTOR_UNKNOWN: 'There is no {role} connector {found}; choose one of {expected}.',
  CONNECTOR_OPTION: 'Connector {connector}, {option}: found {found}, expected {expected}.',
  SOURCE_FILE_UNREADABLE: 'File {path} cannot be read: {reason}.',
  SOURCE_FILE_NONE:
    'Nothing to read in {path}: give a file, or a directory that holds .ndjson, .jsonl or .json files, .gz too.',
  SOURCE_FILE_BROKEN: 'Reading {path} stopped after line {line}: {reason}.',
  SOURCE_LINE_TOO_LONG:
    'Line {line} of {path} is longer than {limit} bytes; the file must hold one JSON document a line.',
  SINK_FILE_FAILED:
    'Writing to {path} failed: {reason}. Nothing of this commit counts; restart to go on after the last one.',
  SINK_STREAM_CLOSED: 'The output of the print sink was closed: {reason}.',
  KAFKA_UNREACHABLE:
    'Kafka at {brokers} cannot be reached: {reason}; check kafka_bootstrap_servers, and that a broker runs there.',
  KAFKA_SIGN_IN:
    'Kafka at {broker} refused the sign-in: {reason}; check kafka_security_protocol, kafka_sasl_mechanism, kafka_sasl_username and kafka_sasl_password.',
  KAFKA_TLS:
    'Kafka at {broker} cannot be reached by TLS: {reason}; check kafka_ssl_ca_file, kafka_ssl_cert_file, kafka_ssl_key_file and the names in kafka_bootstrap_servers.',
  KAFKA_LISTENER:
    'Kafka at {broker} speaks {found}, and kafka_security_protocol is {expected}; change that, or the port in kafka_bootstrap_servers.',
  KAFKA_NOT_ALLOWED:
    'Kafka does not allow {operation} on {resource} ({api}); give the user that permission, docs/reliability.md lists all that are needed.',
  KAFKA_REFUSED: 'Kafka refuses {what}: {reason}; {advice}.',
  KAFKA_TOPIC_REFUSED:
    'Topic {topic} cannot be created or used: {reason}; create it by hand or change its name.',
  KAFKA_MESSAGE_FORMAT:
    'Partition {partition} of topic {topic} holds records of message format v{magic} at offset {offset}; only v2 (Kafka 0.11 and later) can be read.',
  KAFKA_BATCH_DAMAGED:
    'Partition {partition} of topic {topic} holds a damaged record batch at offset {offset}: {reason}; nothing after it was read.',
  KAFKA_UNKNOWN_CODEC:
    'Records are compressed with the unknown codec {codec}; known are gzip, snappy, lz4 and zstd.',
  KAFKA_DECOMPRESSION: 'Records cannot be decompressed as {codec}: {reason}.',
  KAFKA_OFFSET_OUT_OF_RANGE:
    'Offset {offset} of partition {partition} of topic {topic} is gone (it has {earliest} to {latest}): the topic was trimmed or made anew; set processing_offset_out_of_range to earliest or latest to go on from there on purpose.',
  KAFKA_PARTITIONS_GONE:
    'Topic {topic} has {found} partitions, and {who} stands in partition {partitions}: the topic was made anew; give this application a group of its own (processing_kafka_consumer_group) to begin with what is there.',
  KAFKA_NO_GROUP_OFFSETS:
    'Group {group} has no committed offset in topic {topic}; set processing_kafka_scan_startup_mode to earliest-offset or latest-offset.',
  KAFKA_FENCED:
    'Transactional id {id} was taken over ({reason}); this instance stops. Run one instance a group, or give this one another group.',
  KAFKA_JOURNAL_GONE:
    'The journal topic {topic} was deleted or emptied while this instance ran; what is open in its windows can be kept no more. Put the topic back, or start anew: the group goes on at its committed offsets, with no window open.',
  KAFKA_GROUP_AHEAD:
    'Group {group} stands at {found} of partition {partition} of topic {topic}, but its journal {journal} ends at {end}: the journal has lost its last records, whose rows were written, or the offset was set by hand. Put the journal back; or set the offsets of the group to the journal’s, {offsets} (kafka-consumer-groups --reset-offsets), to go on from there, which writes those rows again.',
  LEASE_LOST:
    'Instance {instance} no longer has the work of group {group}: {reason}; this one stops and writes nothing more. Give every instance a processing_instance_id of its own.',
  LEASE_OF_ANOTHER:
    'Group {group} is at work on another source: this instance {instance} reads {sources}, and took nothing from it. Stop the other one first, or give this application a group of its own (processing_kafka_consumer_group).',
  KAFKA_LEASE_TIMEOUT:
    'Kafka refuses a lease timeout of {timeout} ms; set processing_lease_timeout_ms between its group.min.session.timeout.ms and group.max.session.timeout.ms.',
  KAFKA_TRANSACTION_TIMEOUT:
    'Kafka refuses a transaction timeout of {timeout} ms; set processing_transaction_timeout_ms to at most its transaction.max.timeout.ms.',
  KAFKA_ROW_TOO_LARGE:
    'A row of {bytes} bytes is too large for topic {topic}, which takes {limit}; raise its max.message.bytes, or set processing_oversized_rows to skip to go on without such rows.',
  KAFKA_CHUNK_TOO_LARGE:
    'A batch of {bytes} bytes is too large for topic {topic}; raise its max.message.bytes.',
  KAFKA_JOURNAL_UNREADABLE:
    'The journal {topic} holds a record at offset {offset} that cannot be read: {reason}.',
  KAFKA_NO_LOCAL_BROKER:
    'No Kafka broker can be started here: {reason}. Set KAFKA_BOOTSTRAP_SERVERS, or install Java 17 and Maven, or Docker.',
  SNAPSHOT_DAMAGED:
    'Snapshot {id} is damaged: {reason}; recovery uses the one before it, so keep that and have the disk checked.',
  SNAPSHOT_VERSION:
    'Snapshot {id} was written by another version of this program (format {found}, this one knows {known}); start that version, or this one with --rebuild to count the open windows again, or with --start-anew to give them up.',
  KEY_GROUPS_CHANGED:
    'The stored state is cut into {found} key groups, and processing_key_groups is {now} now; set it back, or start with --rebuild to count the open windows again, or with --start-anew to give them up.',
  SNAPSHOT_MISSING:
    'Snapshot {id} is not in {place}: it was removed, or processing_state_dir, processing_state_backend or the group is not what it was; set them back, or restore it from a backup.',
  SNAPSHOT_NOT_NOW:
    'No snapshot can be taken now: {reason}; try again while the service runs between Kafka topics.',
  SNAPSHOT_TOPIC:
    'Snapshots cannot be kept in topic {topic}: {reason}; mend that, or set processing_state_backend to directory.',
  STATE_DIRECTORY:
    'Snapshots cannot be kept in {path}: {reason}; mend that, or set processing_state_dir to another directory.',
  JOURNAL_VERSION:
    'The journal {where} is of version {found}, and this program knows version {known} only; start the version of the program that wrote it, or give this application a group of its own.',
  JOURNAL_OF_ANOTHER:
    'The journal says that group {application} {was}, but now {now}; set that back, give this application a group of its own (processing_kafka_consumer_group), or delete the journal of the group to begin anew.',
  SOURCE_NOT_CONNECTED: 'The jobs read source {source}, but nothing is connected to it; give it a connector.',
  SOURCE_MADE_ANEW:
    '{address} was deleted and made anew (its id was {was}, now it is {now}): nothing of the new one was read, since its offsets say nothing about what was read before; give this application a group of its own (processing_kafka_consumer_group) to begin with the new one.',
  SOURCE_TOO_SHORT:
    'The journal stands at offset {offset} of partition {partition} of {address}, but {found}: it was made anew, or cut, or it is another one; put it back, or give this application a group of its own (processing_kafka_consumer_group) to begin with what is there.',
  JOURNAL_GAP:
    'The journal begins with epoch {found}, but epoch {wanted} is needed; start with --rebuild to count the open windows again from what the source still has, or with --start-anew to give them up.',
  STATE_LOST:
    'No snapshot that the journal names can be loaded ({reasons}), and the journal does not reach back to the start; put one back, or start with --rebuild to count the open windows again from what the source still has, or with --start-anew to give them up.',
  STATE_DIFFERS:
    'Recovery came to another state than the one that was committed, at epoch {epoch} ({what}): the input or the journal was changed since; put it back, or start with --rebuild or --start-anew, see docs/reliability.md.',
  INPUT_UNUSABLE:
    'Nothing of what came from source {source} can be used: of {records} records {malformed} are no JSON document, {undated} have no usable time and {future} a time too far ahead. The first, at offset {offset} of partition {partition}: {sample} Expected was {expected}; change the source, or what writes to it.',
  REPLAY_INPUT_GONE:
    'Epoch {epoch} was made of records of partition {partition} of source {source} that it no longer has; start with --rebuild to count the open windows again from what it has, or with --start-anew to give them up.',
  REBUILD_NEEDS_EVENT_TIME:
    'Windows of processing time cannot be counted again, since only the journal knows when a record arrived; start with --start-anew to give them up.',
  ROWS_OWED:
    'Rows of epoch {epoch} and later were announced and are not written yet, which only the jobs and the snapshots that made them can do; start once as the application was before, or with --start-anew to give them up.',
  DROP_STATE_UNKNOWN:
    'There is no job {job} whose state --drop-state could give up, neither stored nor registered: {hint}',
  JOB_CHANGED:
    'Job {job} is not the one that made the stored state ({reason}); start with --drop-state {job} to give up its open windows, or change it back.',
  HTTP_PORT:
    'Port {port} of {host} cannot be had for {what} ({reason}); events are worked on without it. Set processing_http_port and processing_metrics_port to ports that are free, or to 0 for none.',
  REPLAY_RANGE:
    '{option} cannot be {found}; give earliest, latest, a time (2026-01-31T12:00:00Z, or ms since 1970; topics only), or offsets by partition (0=100,1=250; lines of files).',
  REPLAY_INTO:
    'Rows of a replay cannot go into {found}; give file:DIRECTORY, or topics:SUFFIX, which is appended to the names of the topics.',
  REPLAY_SOURCES:
    'A replay feeds one source, and these jobs read {sources}; choose jobs that read one, with --jobs and --only.',
  REPLAY_NO_TOPIC:
    'There is no topic {topic} that could be replayed; look at the name and at kafka_bootstrap_servers.',
  STATUS_UNREACHABLE: 'No service answers at {url} ({reason}); start it, or give its address with --url.',
  BENCH_ROWS_WRONG: 'The rows of {who} are not the expected ones, so there is no figure: {difference}',
  BENCH_NOT_FINISHED:
    'Not all events were worked off and committed within {seconds} s; give fewer with --events, or look at what was logged: {log}',
  BENCH_PROCESS_ENDED: 'The process that was measured ended ({how}); it logged: {log}',
  BENCH_TOPIC:
    'Topic {topic} holds {found} records where the benchmark wrote {expected}; delete it, and it is written anew.',
  BENCH_PLATFORM: 'The benchmark reads what a process uses from /proc, which {platform} does not have.',
  KERNEL_OUT_OF_MEMORY:
    'Job {job}: the state of a worker needs more than {limit} MiB; raise processing_worker_memory_mb (at most 4096) or flink_parallelism, which spreads the state over more workers.',
  KERNEL_BAD_INPUT:
    'Records of {where} cannot be decoded ({reason}); nothing after them was read. Check the topic with a console consumer, or set processing_poison_batches to skip to go on without them.',
  KERNEL_CONTRACT:
    'The kernels speak contract {found}, this program {expected}: they are of two builds; build or install again.',
  KERNEL_INTERNAL:
    'A kernel stopped with code {code}, detail {detail}; please report it with the plan and the input.'
} as const

export type ErrorCode = keyof typeof ERROR_TABLE

/** An error with a code from {@link ERROR_TABLE}; its message is the table's sentence with the parameters put in. */
export class MillraceError extends Error {
  readonly code: ErrorCode
  /** What the sentence was filled with: code and params carry the error over a thread's border. */
  readonly params: Readonly<Record<string, string | number>>
  /** `file:line` of what is wrong in the user's own files, where that is known. */
  readonly at: string | undefined

  constructor(
    code: ErrorCode,
    params: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions & { readonly at?: string | undefined }
  ) {
    super(
      ERROR_TABLE[code].replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole)),
      options
    )
    this.name = 'MillraceError'
    this.code = code
    this.params = params
    this.at = options?.at
  }

  /** The same error with the place of what is wrong, unless it has one already. */
  located(at: string | undefined): MillraceError {
    if (this.at !== undefined || at === undefined) return this
    return new MillraceError(this.code, this.params, { cause: this.cause, at })
  }
}
