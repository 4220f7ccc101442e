"""The three jobs on PyFlink, for comparison: reads and writes the topics that the environment names.

Needs apache-flink 2.0; FLINK_KAFKA_CONNECTOR names the jar of flink-sql-connector-kafka. Averages are cut to integers
and durations to seconds, which are the types that Flink's functions have.
"""

import os
import sys

from pyflink.table import EnvironmentSettings, TableEnvironment

SERVERS = os.environ["KAFKA_BOOTSTRAP_SERVERS"]
GROUP = os.environ["PROCESSING_KAFKA_CONSUMER_GROUP"]

EVENTS = f"""
CREATE TABLE events (
  event ROW<id STRING, type STRING>,
  device ROW<user_agent STRING, screen_width BIGINT, screen_height BIGINT>,
  `user` ROW<id STRING>,
  context ROW<url STRING, referrer STRING, ip_address STRING, session_id STRING>,
  metrics ROW<load_time BIGINT, interaction_time BIGINT>,
  `timestamp` BIGINT,
  ts AS TO_TIMESTAMP_LTZ(`timestamp`, 3),
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = '{os.environ["KAFKA_TOPIC_EVENTS"]}',
  'properties.bootstrap.servers' = '{SERVERS}',
  'properties.group.id' = '{GROUP}',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json',
  'json.ignore-parse-errors' = 'true'
)
"""

DEVICE = """
CASE
  WHEN device.user_agent LIKE '%Mobile%' THEN 'Mobile'
  WHEN device.user_agent LIKE '%Tablet%' THEN 'Tablet'
  WHEN device.user_agent LIKE '%Bot%' THEN 'Bot'
  ELSE 'Desktop'
END
"""

SINKS = {
    "event_metrics": """
        window_start TIMESTAMP_LTZ(3), window_end TIMESTAMP_LTZ(3), event_type STRING, event_count BIGINT,
        user_count BIGINT
    """,
    "session_metrics": """
        session_id STRING, user_id STRING, start_time TIMESTAMP_LTZ(3), end_time TIMESTAMP_LTZ(3), duration BIGINT,
        page_count BIGINT, device_category STRING
    """,
    "performance_metrics": """
        window_start TIMESTAMP_LTZ(3), window_end TIMESTAMP_LTZ(3), device_category STRING, avg_load_time DOUBLE,
        p95_load_time DOUBLE
    """,
}

JOBS = [
    """
    INSERT INTO event_metrics
    SELECT CAST(window_start AS TIMESTAMP_LTZ(3)), CAST(window_end AS TIMESTAMP_LTZ(3)), event.type, COUNT(*),
      COUNT(DISTINCT `user`.id)
    FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '60' SECOND))
    WHERE event.type IN ('page_view', 'click', 'conversion', 'add_to_cart')
    GROUP BY window_start, window_end, event.type
    """,
    f"""
    INSERT INTO session_metrics
    SELECT session_id, user_id, start_time, end_time,
      CAST(TIMESTAMPDIFF(SECOND, start_time, end_time) AS BIGINT) * 1000, page_count, device_category
    FROM (
      SELECT session_id, user_id,
        CAST(SESSION_START(ts, INTERVAL '1800' SECOND(4)) AS TIMESTAMP_LTZ(3)) AS start_time,
        CAST(SESSION_END(ts, INTERVAL '1800' SECOND(4)) AS TIMESTAMP_LTZ(3)) AS end_time,
        COUNT(session_id) AS page_count, MAX(device_category) AS device_category
      FROM (
        SELECT context.session_id AS session_id, `user`.id AS user_id, ts, {DEVICE} AS device_category
        FROM events WHERE event.type = 'page_view'
      )
      GROUP BY session_id, user_id, SESSION(ts, INTERVAL '1800' SECOND(4))
    )
    """,
    f"""
    INSERT INTO performance_metrics
    SELECT CAST(window_start AS TIMESTAMP_LTZ(3)), CAST(window_end AS TIMESTAMP_LTZ(3)), device_category,
      CAST(AVG(load_time) AS DOUBLE), PERCENTILE(load_time, 0.95)
    FROM (
      SELECT window_start, window_end, metrics.load_time AS load_time, {DEVICE} AS device_category
      FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '300' SECOND(3)))
      WHERE event.type = 'page_view' AND metrics.load_time IS NOT NULL
    )
    GROUP BY window_start, window_end, device_category
    """,
]


def main() -> None:
    tables = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
    settings = {
        "pipeline.jars": f"file://{os.environ['FLINK_KAFKA_CONNECTOR']}",
        "parallelism.default": os.environ.get("FLINK_PARALLELISM", "2"),
        "table.local-time-zone": "UTC",
        "table.exec.source.idle-timeout": "5 s",
        "table.exec.mini-batch.enabled": "true",
        "table.exec.mini-batch.allow-latency": "4 s",
        "table.exec.mini-batch.size": "999",
    }
    for key, value in settings.items():
        tables.get_config().set(key, value)
    tables.execute_sql(EVENTS)
    for sink, columns in SINKS.items():
        tables.execute_sql(
            f"""
            CREATE TABLE {sink} ({columns}) WITH (
              'connector' = 'kafka',
              'topic' = '{os.environ["KAFKA_TOPIC_" + sink.upper()]}',
              'properties.bootstrap.servers' = '{SERVERS}',
              'format' = 'json',
              'json.timestamp-format.standard' = 'SQL'
            )
            """
        )
    statements = tables.create_statement_set()
    for job in JOBS:
        statements.add_insert_sql(job)
    result = statements.execute()
    print("reading", file=sys.stderr, flush=True)
    result.wait()


main()
