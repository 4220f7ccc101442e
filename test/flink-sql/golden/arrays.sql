-- Written by millrace export flink-sql for Flink 2.2 with flink-sql-connector-kafka-4.0.1-2.0.jar.
-- Jobs: Prices.
-- documents: an object where an integer is expected costs the whole record
-- documents: of a member given twice the first or the last counts, by its place
-- documents: text after the document is ignored; a byte order mark and UTF-16 are read
-- documents: negative zero is written as -0.0
-- documents: a time outside of the years 1 to 9999 is null, and a record of such an event time is left out

SET 'pipeline.name' = 'flink-analytics-group';
SET 'parallelism.default' = '2';
SET 'table.local-time-zone' = 'UTC';
SET 'table.exec.source.idle-timeout' = '5000 ms';
SET 'table.exec.sink.not-null-enforcer' = 'ERROR';
SET 'execution.checkpointing.interval' = '30000 ms';
SET 'execution.checkpointing.mode' = 'EXACTLY_ONCE';
SET 'table.exec.mini-batch.enabled' = 'true';
SET 'table.exec.mini-batch.allow-latency' = '4000 ms';
SET 'table.exec.mini-batch.size' = '999';
-- Rows are committed with each checkpoint: give checkpoints a folder that all machines see.
-- SET 'execution.checkpointing.dir' = 'file:///…';

CREATE TABLE `carts` (
  `at` BIGINT,
  `items` ARRAY<ROW<`price` STRING, `tags` ARRAY<STRING>>>,
  `more` ROW<`list` ARRAY<ROW<`name` STRING>>>,
  `$time` AS CASE WHEN `at` < UNIX_TIMESTAMP() * 1000 + 86400000 THEN TO_TIMESTAMP_LTZ(`at`, 3) END,
  WATERMARK FOR `$time` AS `$time` - INTERVAL '10' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = 'carts',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.group.id' = 'flink-analytics-group-flink',
  'scan.startup.mode' = 'earliest-offset',
  'scan.topic-partition-discovery.interval' = '30000 ms',
  'format' = 'json',
  'json.ignore-parse-errors' = 'true',
  'json.fail-on-missing-field' = 'false'
);

CREATE TABLE `prices` (
  `first` DOUBLE,
  `tag` STRING,
  `deep` STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'prices',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-prices-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

EXECUTE STATEMENT SET BEGIN

-- Prices
INSERT INTO `prices`
SELECT
  CASE WHEN TRY_CAST(REGEXP_EXTRACT(`items`[1].`price`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`items`[1].`price`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END AS `first`,
  `items`[2].`tags`[1] AS `tag`,
  `more`.`list`[3].`name` AS `deep`
FROM `carts`
WHERE `$time` IS NOT NULL;

END;
