-- Written by millrace export flink-sql for Flink 2.2 with flink-sql-connector-kafka-4.0.1-2.0.jar.
-- Jobs: EventAggregator, SessionTracker, PerformanceTracker.
-- holds: PerformanceTracker, column avg_load_time: AVG of a BIGINT, truncated is the same while the sum of a group fits into 64 bits
-- documents: an object where an integer is expected costs the whole record
-- documents: of a member given twice the first or the last counts, by its place
-- documents: text after the document is ignored; a byte order mark and UTF-16 are read
-- documents: negative zero is written as -0.0
-- documents: a time outside of the years 1 to 9999 is null, and a record of such an event time is left out

SET 'pipeline.name' = 'flink-analytics-group';
SET 'parallelism.default' = '2';
SET 'table.local-time-zone' = 'UTC';
SET 'table.exec.source.idle-timeout' = '5000 ms';
SET 'table.exec.sink.not-null-enforcer' = 'DROP';
SET 'execution.checkpointing.interval' = '30000 ms';
SET 'execution.checkpointing.mode' = 'EXACTLY_ONCE';
SET 'table.exec.mini-batch.enabled' = 'true';
SET 'table.exec.mini-batch.allow-latency' = '4000 ms';
SET 'table.exec.mini-batch.size' = '999';
-- Rows are committed with each checkpoint: give checkpoints a folder that all machines see.
-- SET 'execution.checkpointing.dir' = 'file:///…';

CREATE TABLE `events` (
  `timestamp` BIGINT,
  `event` ROW<`type` STRING>,
  `user` ROW<`id` STRING>,
  `context` ROW<`session_id` STRING>,
  `device` ROW<`user_agent` STRING>,
  `metrics` ROW<`load_time` BIGINT>,
  `$time` AS CASE WHEN `timestamp` < UNIX_TIMESTAMP() * 1000 + 86400000 THEN TO_TIMESTAMP_LTZ(`timestamp`, 3) END,
  WATERMARK FOR `$time` AS `$time` - INTERVAL '10' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = 'analytics_events',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.group.id' = 'flink-analytics-group-flink',
  'scan.startup.mode' = 'earliest-offset',
  'scan.topic-partition-discovery.interval' = '30000 ms',
  'format' = 'json',
  'json.ignore-parse-errors' = 'true',
  'json.fail-on-missing-field' = 'false'
);

CREATE TABLE `event_metrics` (
  `window_start` TIMESTAMP_LTZ(3),
  `window_end` TIMESTAMP_LTZ(3),
  `event_type` STRING,
  `event_count` BIGINT,
  `user_count` BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = 'event_metrics',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-event_metrics-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `session_metrics` (
  `session_id` STRING NOT NULL,
  `user_id` STRING NOT NULL,
  `start_time` TIMESTAMP_LTZ(3),
  `end_time` TIMESTAMP_LTZ(3),
  `duration` BIGINT,
  `page_count` BIGINT,
  `device_category` STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'session_metrics',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-session_metrics-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `performance_metrics` (
  `window_start` TIMESTAMP_LTZ(3),
  `window_end` TIMESTAMP_LTZ(3),
  `device_category` STRING,
  `avg_load_time` DOUBLE,
  `p95_load_time` DOUBLE
) WITH (
  'connector' = 'kafka',
  'topic' = 'performance_metrics',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-performance_metrics-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

EXECUTE STATEMENT SET BEGIN

-- EventAggregator
INSERT INTO `event_metrics`
WITH `rows` AS (
  SELECT
    `$time`,
    `event`.`type` AS `event_type`,
    `user`.`id` AS `user_id`
  FROM `events`
  WHERE `$time` IS NOT NULL
    AND (`event`.`type` IN ('page_view', 'click', 'conversion', 'add_to_cart'))
)
SELECT
  CAST(`window_start` AS TIMESTAMP_LTZ(3)) AS `window_start`,
  CAST(`window_end` AS TIMESTAMP_LTZ(3)) AS `window_end`,
  `event_type`,
  COUNT(*) AS `event_count`,
  COUNT(DISTINCT `user_id`) AS `user_count`
FROM TABLE(TUMBLE(TABLE `rows`, DESCRIPTOR(`$time`), INTERVAL '60' SECOND(8)))
GROUP BY `window_start`, `window_end`, `event_type`;

-- SessionTracker
INSERT INTO `session_metrics`
WITH `rows` AS (
  SELECT
    `$time`,
    `timestamp` AS `$ms`,
    `context`.`session_id` AS `session_id`,
    `user`.`id` AS `user_id`,
    CASE WHEN (`device`.`user_agent` LIKE '%Mobile%') THEN 'Mobile' WHEN (`device`.`user_agent` LIKE '%Tablet%') THEN 'Tablet' WHEN (`device`.`user_agent` LIKE '%Bot%') THEN 'Bot' ELSE 'Desktop' END AS `value`
  FROM `events`
  WHERE `$time` IS NOT NULL
    AND (`event`.`type` = 'page_view')
)
SELECT
  `session_id`,
  `user_id`,
  CAST(`window_start` AS TIMESTAMP_LTZ(3)) AS `start_time`,
  CAST(`window_end` AS TIMESTAMP_LTZ(3)) AS `end_time`,
  (MAX(`$ms`) - MIN(`$ms`) + 1800000) / 1000 * 1000 AS `duration`,
  COUNT(`session_id`) AS `page_count`,
  MAX(`value`) AS `device_category`
FROM TABLE(SESSION(TABLE `rows` PARTITION BY (`session_id`, `user_id`), DESCRIPTOR(`$time`), INTERVAL '1800' SECOND(8)))
GROUP BY `window_start`, `window_end`, `session_id`, `user_id`;

-- PerformanceTracker
INSERT INTO `performance_metrics`
WITH `rows` AS (
  SELECT
    `$time`,
    CASE WHEN (`device`.`user_agent` LIKE '%Mobile%') THEN 'Mobile' WHEN (`device`.`user_agent` LIKE '%Tablet%') THEN 'Tablet' WHEN (`device`.`user_agent` LIKE '%Bot%') THEN 'Bot' ELSE 'Desktop' END AS `device_category`,
    `metrics`.`load_time` AS `metrics_load_time`
  FROM `events`
  WHERE `$time` IS NOT NULL
    AND (`event`.`type` = 'page_view')
    AND (`metrics`.`load_time` IS NOT NULL)
)
SELECT
  CAST(`window_start` AS TIMESTAMP_LTZ(3)) AS `window_start`,
  CAST(`window_end` AS TIMESTAMP_LTZ(3)) AS `window_end`,
  `device_category`,
  CAST(AVG(`metrics_load_time`) AS DOUBLE) AS `avg_load_time`,
  PERCENTILE(`metrics_load_time`, 0.95) AS `p95_load_time`
FROM TABLE(TUMBLE(TABLE `rows`, DESCRIPTOR(`$time`), INTERVAL '300' SECOND(8)))
GROUP BY `window_start`, `window_end`, `device_category`;

END;
