/** How connectors are named on the command line. */
export const CONNECTORS_HELP = `Connectors are written kind[:part,part...]; a part name=value is an option, any other a path.

Sources:
  kafka                     the topic kafka_topic_events
  file:PATH,...             JSON lines, gzipped or not; a directory stands for the files in it, - for standard input
      at_end=fire|hold      at the end let all windows fire (default), or leave them open
      chunk_bytes=N chunk_records=N
                            how much is handed over at once
  datagen                   generated web analytics events
      rate=N                events a second, 0 for as fast as they are taken (default 1000)
      count=N               how many in all (default no end)
      users=N sessions=N session_seconds=N
                            how many users, sessions at a time, and how long one lasts
      disorder_ms=N         how far timestamps may fall behind (default 2000)
      malformed_ratio=N     share of broken documents, 0 to 1 (default 0)
      start=TIME speedup=N  event time at the start, and how much faster than the clock it moves
      partitions=N seed=N at_end=fire|hold

Sinks:
  kafka                     a topic for each sink, in transactions; what is read
                            belongs to the group, so a file or datagen needs one
                            of its own (processing_kafka_consumer_group)
  file:DIRECTORY            a file of JSON lines for each sink
      gzip=true|false       compressed or not (default)
  print                     rows on standard output
      format=tagged|plain   with the sink's name before each row (default), or the JSON alone
  blackhole                 rows are counted and dropped

Examples:
  millrace run
  millrace run --source file:events.ndjson --sink print
  millrace run --source datagen:rate=50000,seed=7 --sink file:out,gzip=true`
