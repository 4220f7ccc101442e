-- Written by millrace export flink-sql for Flink 2.2 with flink-sql-connector-kafka-4.0.1-2.0.jar.
-- Jobs: Comparisons, Logic, Casts, Numbers, Texts, Patterns, Times, Counts, Sums, Order, Spread, Chosen, Hopping, OddHopping, Cumulating, Sessions.
-- differs: job Casts, column c8_x_as_string: CAST of a DOUBLE as text: Flink writes other digits for some doubles (100000.0 for 100000, 1.0E10 for 10000000000)
-- differs: job Numbers, column c28_exp_x: EXP: the last digit may be another one, by the library that computes it
-- differs: job Numbers, column c29_ln_x: LN: the last digit may be another one, by the library that computes it
-- differs: job Numbers, column c30_log10_x: LOG10: the last digit may be another one, by the library that computes it
-- differs: job Numbers, column c31_power_x_y: POWER: the last digit may be another one, by the library that computes it
-- differs: job Numbers, column c32_power_a_2: POWER: the last digit may be another one, by the library that computes it
-- differs: job Patterns, column c9_url_protocol: PARSE_URL: Flink knows only the schemes of Java, and takes /./ and /../ out of paths
-- differs: job Patterns, column c10_url_host: PARSE_URL: Flink knows only the schemes of Java, and takes /./ and /../ out of paths
-- differs: job Patterns, column c11_url_path: PARSE_URL: Flink knows only the schemes of Java, and takes /./ and /../ out of paths
-- differs: job Patterns, column c12_url_query: PARSE_URL: Flink knows only the schemes of Java, and takes /./ and /../ out of paths
-- differs: job Patterns, column c13_url_query_x: PARSE_URL: Flink knows only the schemes of Java, and takes /./ and /../ out of paths
-- differs: job Patterns, column c14_url_ref: PARSE_URL: Flink knows only the schemes of Java, and takes /./ and /../ out of paths
-- differs: job Times, column c33_extract_HOUR_in_Berlin: EXTRACT: Flink has one time zone for the whole session, and takes the offset of the time to other ones
-- differs: job Times, column c34_floor_to_DAY_in_Berlin: FLOOR_TO: Flink has one time zone for the whole session, and takes the offset of the time to other ones
-- differs: job Times, column c35_date_format_in_Berlin: DATE_FORMAT: Flink has one time zone for the whole session, and takes the offset of the time to other ones
-- differs: job Sums, column c4_sum_x: SUM of a DOUBLE: Flink adds doubles up in the order in which they come, so that the last digits depend on it
-- differs: job Sums, column c5_sum_distinct_x: SUM_DISTINCT of a DOUBLE: Flink adds doubles up in the order in which they come, so that the last digits depend on it
-- differs: job Sums, column c9_avg_x: AVG of a DOUBLE: Flink adds doubles up in the order in which they come, so that the last digits depend on it
-- differs: job Sums, column c10_avg_distinct_x: AVG_DISTINCT of a DOUBLE: Flink adds doubles up in the order in which they come, so that the last digits depend on it
-- differs: job Spread, column c0_var_pop: VAR_POP: Flink computes it of rounded sums, so that the last digits are others
-- differs: job Spread, column c1_var_samp: VAR_SAMP: Flink computes it of rounded sums, so that the last digits are others
-- differs: job Spread, column c2_stddev_pop: STDDEV_POP: Flink computes it of rounded sums, so that the last digits are others
-- differs: job Spread, column c3_stddev_samp: STDDEV_SAMP: Flink computes it of rounded sums, so that the last digits are others
-- differs: job Spread, column c4_var_pop_x: VAR_POP: Flink computes it of rounded sums, so that the last digits are others
-- differs: job Spread, column c5_var_pop_distinct: VAR_POP_DISTINCT: Flink computes it of rounded sums, so that the last digits are others
-- differs: job Spread, column c6_var_samp_distinct: VAR_SAMP_DISTINCT: Flink computes it of rounded sums, so that the last digits are others
-- differs: job Spread, column c7_stddev_pop_distinct: STDDEV_POP_DISTINCT: Flink computes it of rounded sums, so that the last digits are others
-- differs: job Spread, column c8_stddev_samp_distinct: STDDEV_SAMP_DISTINCT: Flink computes it of rounded sums, so that the last digits are others
-- differs: job Chosen, column c4_first_x: FIRST_VALUE of a DOUBLE: of rows that are equal in what they are chosen by another value may be taken
-- differs: job Chosen, column c12_arg_max_x_by_a: ARG_MAX of a DOUBLE: of rows that are equal in what they are chosen by another value may be taken
-- differs: job OddHopping, column c11_first_x: FIRST_VALUE of a DOUBLE: of rows that are equal in what they are chosen by another value may be taken
-- differs: job OddHopping, column c19_arg_max_x_by_a: ARG_MAX of a DOUBLE: of rows that are equal in what they are chosen by another value may be taken
-- differs: job Cumulating, column c21_first_x: FIRST_VALUE of a DOUBLE: of rows that are equal in what they are chosen by another value may be taken
-- differs: job Cumulating, column c29_arg_max_x_by_a: ARG_MAX of a DOUBLE: of rows that are equal in what they are chosen by another value may be taken
-- differs: job Sessions, column c12_sum_x: SUM of a DOUBLE: Flink adds doubles up in the order in which they come, so that the last digits depend on it
-- differs: job Sessions, column c13_sum_distinct_x: SUM_DISTINCT of a DOUBLE: Flink adds doubles up in the order in which they come, so that the last digits depend on it
-- differs: job Sessions, column c17_avg_x: AVG of a DOUBLE: Flink adds doubles up in the order in which they come, so that the last digits depend on it
-- differs: job Sessions, column c18_avg_distinct_x: AVG_DISTINCT of a DOUBLE: Flink adds doubles up in the order in which they come, so that the last digits depend on it
-- differs: job Sessions, column c41_first_x: FIRST_VALUE of a DOUBLE: of rows that are equal in what they are chosen by another value may be taken
-- differs: job Sessions, column c49_arg_max_x_by_a: ARG_MAX of a DOUBLE: of rows that are equal in what they are chosen by another value may be taken
-- holds: Casts, column c3_s_as_timestamp: CAST of text as TIMESTAMP is the same from the year 1 on
-- holds: Numbers, column c21_round_x: ROUND is the same while the result fits into its type
-- holds: Numbers, column c22_round_x_by_2: ROUND is the same while the result fits into its type
-- holds: Numbers, column c23_round_x_by_1: ROUND is the same while the result fits into its type
-- holds: Numbers, column c24_round_a_by_1: ROUND is the same while the result fits into its type
-- holds: Numbers, column c25_round_a: ROUND is the same while the result fits into its type
-- holds: Texts, column c4_s_ilike: LOWER is the same of letters whose other case is one letter (not ß, nor a final sigma)
-- holds: Texts, column c5_upper: UPPER is the same of letters whose other case is one letter (not ß, nor a final sigma)
-- holds: Texts, column c6_lower: LOWER is the same of letters whose other case is one letter (not ß, nor a final sigma)
-- holds: Patterns, column c0_regexp_digits: REGEXP is the same as long as \b stands beside no letters but those of ASCII
-- holds: Patterns, column c1_regexp_classes: REGEXP is the same as long as \b stands beside no letters but those of ASCII
-- holds: Patterns, column c2_regexp_any_case: REGEXP is the same as long as \b stands beside no letters but those of ASCII
-- holds: Patterns, column c3_regexp_words: REGEXP is the same as long as \b stands beside no letters but those of ASCII
-- holds: Patterns, column c4_regexp_dot: REGEXP is the same as long as \b stands beside no letters but those of ASCII
-- holds: Patterns, column c5_regexp_extract_0: REGEXP_EXTRACT is the same as long as \b stands beside no letters but those of ASCII
-- holds: Patterns, column c6_regexp_extract_1: REGEXP_EXTRACT is the same as long as \b stands beside no letters but those of ASCII
-- holds: Patterns, column c7_regexp_extract_of_no_part: REGEXP_EXTRACT is the same as long as \b stands beside no letters but those of ASCII
-- holds: Patterns, column c8_regexp_extract_lazy: REGEXP_EXTRACT is the same as long as \b stands beside no letters but those of ASCII
-- holds: Times, column c1_extract_MILLISECOND: EXTRACT in UTC is the same from 1970 to 9999
-- holds: Times, column c2_extract_SECOND: EXTRACT in UTC is the same from 1970 to 9999
-- holds: Times, column c3_extract_MINUTE: EXTRACT in UTC is the same from 1970 to 9999
-- holds: Times, column c4_extract_HOUR: EXTRACT in UTC is the same from 1970 to 9999
-- holds: Times, column c5_extract_DAY: EXTRACT in UTC is the same from 1970 to 9999
-- holds: Times, column c6_extract_DOW: EXTRACT in UTC is the same from 1970 to 9999
-- holds: Times, column c7_extract_ISODOW: EXTRACT in UTC is the same from 1970 to 9999
-- holds: Times, column c8_extract_DOY: EXTRACT in UTC is the same from 1970 to 9999
-- holds: Times, column c9_extract_WEEK: EXTRACT in UTC is the same from 1970 to 9999
-- holds: Times, column c10_extract_MONTH: EXTRACT in UTC is the same from 1970 to 9999
-- holds: Times, column c11_extract_QUARTER: EXTRACT in UTC is the same from 1970 to 9999
-- holds: Times, column c12_extract_YEAR: EXTRACT in UTC is the same from 1970 to 9999
-- holds: Times, column c13_extract_EPOCH: EXTRACT in UTC is the same from 1970 to 9999
-- holds: Times, column c14_floor_to_SECOND: FLOOR_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c15_floor_to_MINUTE: FLOOR_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c16_floor_to_HOUR: FLOOR_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c17_floor_to_DAY: FLOOR_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c18_floor_to_WEEK: FLOOR_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c19_floor_to_MONTH: FLOOR_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c20_floor_to_QUARTER: FLOOR_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c21_floor_to_YEAR: FLOOR_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c22_ceil_to_SECOND: CEIL_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c23_ceil_to_MINUTE: CEIL_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c24_ceil_to_HOUR: CEIL_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c25_ceil_to_DAY: CEIL_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c26_ceil_to_WEEK: CEIL_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c27_ceil_to_MONTH: CEIL_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c28_ceil_to_QUARTER: CEIL_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c29_ceil_to_YEAR: CEIL_TO in UTC is the same from 1970 to 9999
-- holds: Times, column c30_date_format: DATE_FORMAT in UTC is the same in the years 1 to 9999
-- holds: Times, column c31_date_format_words: DATE_FORMAT in UTC is the same in the years 1 to 9999
-- holds: Times, column c32_date_format_short: DATE_FORMAT in UTC is the same in the years 1 to 9999
-- holds: Sums, column c6_avg_id: AVG of a BIGINT is the same while the sum of a group stays within 2^53 of zero; beyond it the last digit may differ
-- holds: Sums, column c7_avg_of_some: AVG of a BIGINT is the same while the sum of a group stays within 2^53 of zero; beyond it the last digit may differ
-- holds: Sums, column c8_avg_distinct_small: AVG_DISTINCT of a BIGINT is the same while the sum of a group stays within 2^53 of zero; beyond it the last digit may differ
-- holds: Chosen, column c13_listagg: LISTAGG with other separators is the same while the text fits into maxBytes, unless a value has a character U+0000 before twenty digits
-- holds: Chosen, column c14_listagg_distinct: LISTAGG_DISTINCT is the same while the text fits into maxBytes
-- holds: OddHopping, column c20_listagg: LISTAGG with other separators is the same while the text fits into maxBytes, unless a value has a character U+0000 before twenty digits
-- holds: OddHopping, column c21_listagg_distinct: LISTAGG_DISTINCT is the same while the text fits into maxBytes
-- holds: Cumulating, column c30_listagg: LISTAGG with other separators is the same while the text fits into maxBytes, unless a value has a character U+0000 before twenty digits
-- holds: Cumulating, column c31_listagg_distinct: LISTAGG_DISTINCT is the same while the text fits into maxBytes
-- holds: Sessions, column c14_avg_id: AVG of a BIGINT is the same while the sum of a group stays within 2^53 of zero; beyond it the last digit may differ
-- holds: Sessions, column c15_avg_of_some: AVG of a BIGINT is the same while the sum of a group stays within 2^53 of zero; beyond it the last digit may differ
-- holds: Sessions, column c16_avg_distinct_small: AVG_DISTINCT of a BIGINT is the same while the sum of a group stays within 2^53 of zero; beyond it the last digit may differ
-- holds: Sessions, column c50_listagg: LISTAGG with other separators is the same while the text fits into maxBytes, unless a value has a character U+0000 before twenty digits
-- holds: Sessions, column c51_listagg_distinct: LISTAGG_DISTINCT is the same while the text fits into maxBytes
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

CREATE TABLE `values` (
  `at` BIGINT,
  `id` BIGINT,
  `a` BIGINT,
  `b` BIGINT,
  `x` STRING,
  `y` STRING,
  `s` STRING,
  `t` STRING,
  `m` BIGINT,
  `n` BIGINT,
  `p` STRING,
  `q` STRING,
  `$time` AS CASE WHEN `at` < UNIX_TIMESTAMP() * 1000 + 86400000 THEN TO_TIMESTAMP_LTZ(`at`, 3) END,
  WATERMARK FOR `$time` AS `$time` - INTERVAL '10' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = 'values',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.group.id' = 'flink-analytics-group-flink',
  'scan.startup.mode' = 'earliest-offset',
  'scan.topic-partition-discovery.interval' = '30000 ms',
  'format' = 'json',
  'json.ignore-parse-errors' = 'true',
  'json.fail-on-missing-field' = 'false'
);

CREATE TABLE `comparisons_rows` (
  `id` BIGINT,
  `c0_a_b` BOOLEAN,
  `c1_x_y` BOOLEAN,
  `c2_s_t` BOOLEAN,
  `c3_m_n` BOOLEAN,
  `c4_p_q` BOOLEAN,
  `c5_a_b` BOOLEAN,
  `c6_s_a_text` BOOLEAN,
  `c7_p_q` BOOLEAN,
  `c8_a_b` BOOLEAN,
  `c9_s_t` BOOLEAN,
  `c10_x_y` BOOLEAN,
  `c11_a_most` BOOLEAN,
  `c12_m_n` BOOLEAN,
  `c13_m_a_time` BOOLEAN,
  `c14_s_t` BOOLEAN,
  `c15_x_0_1` BOOLEAN,
  `c16_a_b` BOOLEAN,
  `c17_a_in` BOOLEAN,
  `c18_x_in` BOOLEAN,
  `c19_s_in` BOOLEAN
) WITH (
  'connector' = 'kafka',
  'topic' = 'comparisons_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-comparisons_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `logic_rows` (
  `id` BIGINT,
  `c0_p_and_q` BOOLEAN,
  `c1_p_or_q` BOOLEAN,
  `c2_not_p` BOOLEAN,
  `c3_a_is_null` BOOLEAN,
  `c4_s_is_not_null` BOOLEAN,
  `c5_case` STRING,
  `c6_case_of_numbers` DOUBLE,
  `c7_coalesce` BIGINT,
  `c8_ifNull` STRING,
  `c9_nullIf` BIGINT,
  `c10_greatest_of_integers` BIGINT,
  `c11_greatest_of_doubles` DOUBLE,
  `c12_greatest_of_texts` STRING,
  `c13_greatest_of_times` TIMESTAMP_LTZ(3),
  `c14_least_of_integers` BIGINT,
  `c15_least_of_doubles` DOUBLE,
  `c16_least_of_texts` STRING,
  `c17_least_of_times` TIMESTAMP_LTZ(3)
) WITH (
  'connector' = 'kafka',
  'topic' = 'logic_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-logic_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `casts_rows` (
  `id` BIGINT,
  `c0_s_as_bigint` BIGINT,
  `c1_s_as_double` DOUBLE,
  `c2_s_as_boolean` BOOLEAN,
  `c3_s_as_timestamp` TIMESTAMP_LTZ(3),
  `c4_a_as_string` STRING,
  `c5_a_as_double` DOUBLE,
  `c6_a_as_boolean` BOOLEAN,
  `c7_x_as_bigint` BIGINT,
  `c8_x_as_string` STRING,
  `c9_p_as_bigint` BIGINT,
  `c10_p_as_string` STRING,
  `c11_m_as_string` STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'casts_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-casts_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `numbers_rows` (
  `id` BIGINT,
  `c0_a` BIGINT,
  `c1_x` DOUBLE,
  `c2_a_b` BIGINT,
  `c3_x_y` DOUBLE,
  `c4_a_x` DOUBLE,
  `c5_a_b` BIGINT,
  `c6_x_y` DOUBLE,
  `c7_a_b` BIGINT,
  `c8_x_y` DOUBLE,
  `c9_a_b` BIGINT,
  `c10_x_y` DOUBLE,
  `c11_a_x` DOUBLE,
  `c12_a_b` BIGINT,
  `c13_abs_a` BIGINT,
  `c14_abs_x` DOUBLE,
  `c15_sign_a` BIGINT,
  `c16_sign_x` DOUBLE,
  `c17_floor_a` BIGINT,
  `c18_floor_x` DOUBLE,
  `c19_ceil_a` BIGINT,
  `c20_ceil_x` DOUBLE,
  `c21_round_x` DOUBLE,
  `c22_round_x_by_2` DOUBLE,
  `c23_round_x_by_1` DOUBLE,
  `c24_round_a_by_1` BIGINT,
  `c25_round_a` BIGINT,
  `c26_sqrt_x` DOUBLE,
  `c27_sqrt_a` DOUBLE,
  `c28_exp_x` DOUBLE,
  `c29_ln_x` DOUBLE,
  `c30_log10_x` DOUBLE,
  `c31_power_x_y` DOUBLE,
  `c32_power_a_2` DOUBLE
) WITH (
  'connector' = 'kafka',
  'topic' = 'numbers_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-numbers_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `texts_rows` (
  `id` BIGINT,
  `c0_s` STRING,
  `c1_s_like` BOOLEAN,
  `c2_s_like_an_escape` BOOLEAN,
  `c3_s_like_beginning` BOOLEAN,
  `c4_s_ilike` BOOLEAN,
  `c5_upper` STRING,
  `c6_lower` STRING,
  `c7_trim` STRING,
  `c8_ltrim` STRING,
  `c9_rtrim` STRING,
  `c10_substring_2_3` STRING,
  `c11_substring_0_2` STRING,
  `c12_substring_2` STRING,
  `c13_substring_3_2` STRING,
  `c14_substring_a_b` STRING,
  `c15_concat` STRING,
  `c16_char_length` BIGINT,
  `c17_replace` STRING,
  `c18_replace_t` STRING,
  `c19_split_index_1` STRING,
  `c20_split_index_a` STRING,
  `c21_split_index_t` STRING,
  `c22_startswith` BOOLEAN,
  `c23_endswith` BOOLEAN,
  `c24_startswith_a` BOOLEAN,
  `c25_position_t` BIGINT,
  `c26_position_a` BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = 'texts_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-texts_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `patterns_rows` (
  `id` BIGINT,
  `c0_regexp_digits` BOOLEAN,
  `c1_regexp_classes` BOOLEAN,
  `c2_regexp_any_case` BOOLEAN,
  `c3_regexp_words` BOOLEAN,
  `c4_regexp_dot` BOOLEAN,
  `c5_regexp_extract_0` STRING,
  `c6_regexp_extract_1` STRING,
  `c7_regexp_extract_of_no_part` STRING,
  `c8_regexp_extract_lazy` STRING,
  `c9_url_protocol` STRING,
  `c10_url_host` STRING,
  `c11_url_path` STRING,
  `c12_url_query` STRING,
  `c13_url_query_x` STRING,
  `c14_url_ref` STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'patterns_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-patterns_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `times_rows` (
  `id` BIGINT,
  `c0_m` TIMESTAMP_LTZ(3),
  `c1_extract_MILLISECOND` BIGINT,
  `c2_extract_SECOND` BIGINT,
  `c3_extract_MINUTE` BIGINT,
  `c4_extract_HOUR` BIGINT,
  `c5_extract_DAY` BIGINT,
  `c6_extract_DOW` BIGINT,
  `c7_extract_ISODOW` BIGINT,
  `c8_extract_DOY` BIGINT,
  `c9_extract_WEEK` BIGINT,
  `c10_extract_MONTH` BIGINT,
  `c11_extract_QUARTER` BIGINT,
  `c12_extract_YEAR` BIGINT,
  `c13_extract_EPOCH` BIGINT,
  `c14_floor_to_SECOND` TIMESTAMP_LTZ(3),
  `c15_floor_to_MINUTE` TIMESTAMP_LTZ(3),
  `c16_floor_to_HOUR` TIMESTAMP_LTZ(3),
  `c17_floor_to_DAY` TIMESTAMP_LTZ(3),
  `c18_floor_to_WEEK` TIMESTAMP_LTZ(3),
  `c19_floor_to_MONTH` TIMESTAMP_LTZ(3),
  `c20_floor_to_QUARTER` TIMESTAMP_LTZ(3),
  `c21_floor_to_YEAR` TIMESTAMP_LTZ(3),
  `c22_ceil_to_SECOND` TIMESTAMP_LTZ(3),
  `c23_ceil_to_MINUTE` TIMESTAMP_LTZ(3),
  `c24_ceil_to_HOUR` TIMESTAMP_LTZ(3),
  `c25_ceil_to_DAY` TIMESTAMP_LTZ(3),
  `c26_ceil_to_WEEK` TIMESTAMP_LTZ(3),
  `c27_ceil_to_MONTH` TIMESTAMP_LTZ(3),
  `c28_ceil_to_QUARTER` TIMESTAMP_LTZ(3),
  `c29_ceil_to_YEAR` TIMESTAMP_LTZ(3),
  `c30_date_format` STRING,
  `c31_date_format_words` STRING,
  `c32_date_format_short` STRING,
  `c33_extract_HOUR_in_Berlin` BIGINT,
  `c34_floor_to_DAY_in_Berlin` TIMESTAMP_LTZ(3),
  `c35_date_format_in_Berlin` STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'times_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-times_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `counts_rows` (
  `from` TIMESTAMP_LTZ(3),
  `to` TIMESTAMP_LTZ(3),
  `key` BOOLEAN,
  `c0_count` BIGINT,
  `c1_count_of_some` BIGINT,
  `c2_count_s` BIGINT,
  `c3_count_s_of_some` BIGINT,
  `c4_count_distinct_s` BIGINT,
  `c5_count_distinct_x` BIGINT,
  `c6_count_distinct_m_of_some` BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = 'counts_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-counts_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `sums_rows` (
  `from` TIMESTAMP_LTZ(3),
  `to` TIMESTAMP_LTZ(3),
  `key` BOOLEAN,
  `c0_sum_small` BIGINT,
  `c1_sum_a` BIGINT,
  `c2_sum_distinct_small` BIGINT,
  `c3_sum_distinct_a` BIGINT,
  `c4_sum_x` DOUBLE,
  `c5_sum_distinct_x` DOUBLE,
  `c6_avg_id` DOUBLE,
  `c7_avg_of_some` DOUBLE,
  `c8_avg_distinct_small` DOUBLE,
  `c9_avg_x` DOUBLE,
  `c10_avg_distinct_x` DOUBLE,
  `c11_sum_and_more` BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = 'sums_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-sums_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `order_rows` (
  `from` TIMESTAMP_LTZ(3),
  `to` TIMESTAMP_LTZ(3),
  `key` BOOLEAN,
  `c0_min_a` BIGINT,
  `c1_max_a` BIGINT,
  `c2_min_x` DOUBLE,
  `c3_max_x` DOUBLE,
  `c4_min_s` STRING,
  `c5_max_s` STRING,
  `c6_min_m` TIMESTAMP_LTZ(3),
  `c7_max_m` TIMESTAMP_LTZ(3),
  `c8_min_p` BOOLEAN,
  `c9_max_p` BOOLEAN,
  `c10_bool_and` BOOLEAN,
  `c11_bool_or` BOOLEAN,
  `c12_bool_and_of_some` BOOLEAN,
  `c13_percentile_id` DOUBLE,
  `c14_percentile_small` DOUBLE,
  `c15_percentile_x` DOUBLE,
  `c16_percentile_distinct` DOUBLE
) WITH (
  'connector' = 'kafka',
  'topic' = 'order_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-order_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `spread_rows` (
  `from` TIMESTAMP_LTZ(3),
  `to` TIMESTAMP_LTZ(3),
  `key` BOOLEAN,
  `c0_var_pop` DOUBLE,
  `c1_var_samp` DOUBLE,
  `c2_stddev_pop` DOUBLE,
  `c3_stddev_samp` DOUBLE,
  `c4_var_pop_x` DOUBLE,
  `c5_var_pop_distinct` DOUBLE,
  `c6_var_samp_distinct` DOUBLE,
  `c7_stddev_pop_distinct` DOUBLE,
  `c8_stddev_samp_distinct` DOUBLE
) WITH (
  'connector' = 'kafka',
  'topic' = 'spread_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-spread_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `chosen_rows` (
  `from` TIMESTAMP_LTZ(3),
  `to` TIMESTAMP_LTZ(3),
  `key` BOOLEAN,
  `c0_first_s` STRING,
  `c1_last_a` BIGINT,
  `c2_first_m` TIMESTAMP_LTZ(3),
  `c3_last_p` BOOLEAN,
  `c4_first_x` DOUBLE,
  `c5_last_s_of_some` STRING,
  `c6_arg_min_s_by_a` STRING,
  `c7_arg_max_a_by_s` BIGINT,
  `c8_arg_max_s_by_t` STRING,
  `c9_arg_min_m_by_n` TIMESTAMP_LTZ(3),
  `c10_arg_max_p_by_small` BOOLEAN,
  `c11_arg_min_a_by_p` BIGINT,
  `c12_arg_max_x_by_a` DOUBLE,
  `c13_listagg` STRING,
  `c14_listagg_distinct` STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'chosen_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-chosen_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `hopping_rows` (
  `from` TIMESTAMP_LTZ(3),
  `to` TIMESTAMP_LTZ(3),
  `key` BOOLEAN,
  `c0_min_a` BIGINT,
  `c1_max_a` BIGINT,
  `c2_min_x` DOUBLE,
  `c3_max_x` DOUBLE,
  `c4_min_s` STRING,
  `c5_max_s` STRING,
  `c6_min_m` TIMESTAMP_LTZ(3),
  `c7_max_m` TIMESTAMP_LTZ(3),
  `c8_min_p` BOOLEAN,
  `c9_max_p` BOOLEAN,
  `c10_bool_and` BOOLEAN,
  `c11_bool_or` BOOLEAN,
  `c12_bool_and_of_some` BOOLEAN,
  `c13_percentile_id` DOUBLE,
  `c14_percentile_small` DOUBLE,
  `c15_percentile_x` DOUBLE,
  `c16_percentile_distinct` DOUBLE,
  `c17_count` BIGINT,
  `c18_count_of_some` BIGINT,
  `c19_count_s` BIGINT,
  `c20_count_s_of_some` BIGINT,
  `c21_count_distinct_s` BIGINT,
  `c22_count_distinct_x` BIGINT,
  `c23_count_distinct_m_of_some` BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = 'hopping_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-hopping_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `oddhopping_rows` (
  `from` TIMESTAMP_LTZ(3),
  `to` TIMESTAMP_LTZ(3),
  `c0_count` BIGINT,
  `c1_count_of_some` BIGINT,
  `c2_count_s` BIGINT,
  `c3_count_s_of_some` BIGINT,
  `c4_count_distinct_s` BIGINT,
  `c5_count_distinct_x` BIGINT,
  `c6_count_distinct_m_of_some` BIGINT,
  `c7_first_s` STRING,
  `c8_last_a` BIGINT,
  `c9_first_m` TIMESTAMP_LTZ(3),
  `c10_last_p` BOOLEAN,
  `c11_first_x` DOUBLE,
  `c12_last_s_of_some` STRING,
  `c13_arg_min_s_by_a` STRING,
  `c14_arg_max_a_by_s` BIGINT,
  `c15_arg_max_s_by_t` STRING,
  `c16_arg_min_m_by_n` TIMESTAMP_LTZ(3),
  `c17_arg_max_p_by_small` BOOLEAN,
  `c18_arg_min_a_by_p` BIGINT,
  `c19_arg_max_x_by_a` DOUBLE,
  `c20_listagg` STRING,
  `c21_listagg_distinct` STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'oddhopping_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-oddhopping_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `cumulating_rows` (
  `from` TIMESTAMP_LTZ(3),
  `to` TIMESTAMP_LTZ(3),
  `key` BIGINT,
  `c0_min_a` BIGINT,
  `c1_max_a` BIGINT,
  `c2_min_x` DOUBLE,
  `c3_max_x` DOUBLE,
  `c4_min_s` STRING,
  `c5_max_s` STRING,
  `c6_min_m` TIMESTAMP_LTZ(3),
  `c7_max_m` TIMESTAMP_LTZ(3),
  `c8_min_p` BOOLEAN,
  `c9_max_p` BOOLEAN,
  `c10_bool_and` BOOLEAN,
  `c11_bool_or` BOOLEAN,
  `c12_bool_and_of_some` BOOLEAN,
  `c13_percentile_id` DOUBLE,
  `c14_percentile_small` DOUBLE,
  `c15_percentile_x` DOUBLE,
  `c16_percentile_distinct` DOUBLE,
  `c17_first_s` STRING,
  `c18_last_a` BIGINT,
  `c19_first_m` TIMESTAMP_LTZ(3),
  `c20_last_p` BOOLEAN,
  `c21_first_x` DOUBLE,
  `c22_last_s_of_some` STRING,
  `c23_arg_min_s_by_a` STRING,
  `c24_arg_max_a_by_s` BIGINT,
  `c25_arg_max_s_by_t` STRING,
  `c26_arg_min_m_by_n` TIMESTAMP_LTZ(3),
  `c27_arg_max_p_by_small` BOOLEAN,
  `c28_arg_min_a_by_p` BIGINT,
  `c29_arg_max_x_by_a` DOUBLE,
  `c30_listagg` STRING,
  `c31_listagg_distinct` STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'cumulating_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-cumulating_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

CREATE TABLE `sessions_rows` (
  `from` TIMESTAMP_LTZ(3),
  `to` TIMESTAMP_LTZ(3),
  `key` STRING,
  `c0_duration` BIGINT,
  `c1_count` BIGINT,
  `c2_count_of_some` BIGINT,
  `c3_count_s` BIGINT,
  `c4_count_s_of_some` BIGINT,
  `c5_count_distinct_s` BIGINT,
  `c6_count_distinct_x` BIGINT,
  `c7_count_distinct_m_of_some` BIGINT,
  `c8_sum_small` BIGINT,
  `c9_sum_a` BIGINT,
  `c10_sum_distinct_small` BIGINT,
  `c11_sum_distinct_a` BIGINT,
  `c12_sum_x` DOUBLE,
  `c13_sum_distinct_x` DOUBLE,
  `c14_avg_id` DOUBLE,
  `c15_avg_of_some` DOUBLE,
  `c16_avg_distinct_small` DOUBLE,
  `c17_avg_x` DOUBLE,
  `c18_avg_distinct_x` DOUBLE,
  `c19_sum_and_more` BIGINT,
  `c20_min_a` BIGINT,
  `c21_max_a` BIGINT,
  `c22_min_x` DOUBLE,
  `c23_max_x` DOUBLE,
  `c24_min_s` STRING,
  `c25_max_s` STRING,
  `c26_min_m` TIMESTAMP_LTZ(3),
  `c27_max_m` TIMESTAMP_LTZ(3),
  `c28_min_p` BOOLEAN,
  `c29_max_p` BOOLEAN,
  `c30_bool_and` BOOLEAN,
  `c31_bool_or` BOOLEAN,
  `c32_bool_and_of_some` BOOLEAN,
  `c33_percentile_id` DOUBLE,
  `c34_percentile_small` DOUBLE,
  `c35_percentile_x` DOUBLE,
  `c36_percentile_distinct` DOUBLE,
  `c37_first_s` STRING,
  `c38_last_a` BIGINT,
  `c39_first_m` TIMESTAMP_LTZ(3),
  `c40_last_p` BOOLEAN,
  `c41_first_x` DOUBLE,
  `c42_last_s_of_some` STRING,
  `c43_arg_min_s_by_a` STRING,
  `c44_arg_max_a_by_s` BIGINT,
  `c45_arg_max_s_by_t` STRING,
  `c46_arg_min_m_by_n` TIMESTAMP_LTZ(3),
  `c47_arg_max_p_by_small` BOOLEAN,
  `c48_arg_min_a_by_p` BIGINT,
  `c49_arg_max_x_by_a` DOUBLE,
  `c50_listagg` STRING,
  `c51_listagg_distinct` STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'sessions_rows',
  'properties.bootstrap.servers' = 'kafka1:19092',
  'properties.transaction.timeout.ms' = '900000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'flink-analytics-group-flink-sessions_rows-',
  'format' = 'json',
  'json.timestamp-format.standard' = 'SQL'
);

EXECUTE STATEMENT SET BEGIN

-- Comparisons
INSERT INTO `comparisons_rows`
SELECT
  `id`,
  (`a` = `b`) AS `c0_a_b`,
  (CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END = CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) AS `c1_x_y`,
  (`s` = `t`) AS `c2_s_t`,
  (TO_TIMESTAMP_LTZ(`m`, 3) = TO_TIMESTAMP_LTZ(`n`, 3)) AS `c3_m_n`,
  (CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END = CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END) AS `c4_p_q`,
  (`a` <> `b`) AS `c5_a_b`,
  (`s` <> 'it''s') AS `c6_s_a_text`,
  (CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END <> CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END) AS `c7_p_q`,
  (`a` < `b`) AS `c8_a_b`,
  (`s` < `t`) AS `c9_s_t`,
  (CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END <= CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) AS `c10_x_y`,
  (`a` <= 9223372036854775807) AS `c11_a_most`,
  (TO_TIMESTAMP_LTZ(`m`, 3) > TO_TIMESTAMP_LTZ(`n`, 3)) AS `c12_m_n`,
  (TO_TIMESTAMP_LTZ(`m`, 3) > TO_TIMESTAMP_LTZ(1709210096789, 3)) AS `c13_m_a_time`,
  (`s` > `t`) AS `c14_s_t`,
  (CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END >= 0.1E0) AS `c15_x_0_1`,
  (`a` >= `b`) AS `c16_a_b`,
  (`a` IN (0, 7, -9223372036854775808)) AS `c17_a_in`,
  (CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END IN (0.1E0, 2.5E0, 1E21)) AS `c18_x_in`,
  (`s` IN ('', 'ab', 'it''s', '😀')) AS `c19_s_in`
FROM `values`
WHERE `$time` IS NOT NULL;

-- Logic
INSERT INTO `logic_rows`
SELECT
  `id`,
  (CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AND CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END) AS `c0_p_and_q`,
  (CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END OR CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END) AS `c1_p_or_q`,
  (NOT CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END) AS `c2_not_p`,
  (`a` IS NULL) AS `c3_a_is_null`,
  (`s` IS NOT NULL) AS `c4_s_is_not_null`,
  CASE WHEN (`a` > `b`) THEN 'greater' WHEN (`a` < `b`) THEN `s` ELSE `t` END AS `c5_case`,
  CASE WHEN CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END ELSE CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END END AS `c6_case_of_numbers`,
  COALESCE(`a`, `b`, CAST(-5 AS BIGINT)) AS `c7_coalesce`,
  COALESCE(`s`, `t`) AS `c8_ifNull`,
  CASE WHEN (`a` = `b`) THEN CAST(NULL AS BIGINT) ELSE `a` END AS `c9_nullIf`,
  GREATEST(GREATEST(`a`, `b`), CAST(3 AS BIGINT)) AS `c10_greatest_of_integers`,
  GREATEST(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END, CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) AS `c11_greatest_of_doubles`,
  GREATEST(`s`, `t`) AS `c12_greatest_of_texts`,
  GREATEST(TO_TIMESTAMP_LTZ(`m`, 3), TO_TIMESTAMP_LTZ(`n`, 3)) AS `c13_greatest_of_times`,
  LEAST(`a`, `b`) AS `c14_least_of_integers`,
  LEAST(LEAST(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END, CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END), 0.15E0) AS `c15_least_of_doubles`,
  LEAST(`s`, `t`) AS `c16_least_of_texts`,
  LEAST(TO_TIMESTAMP_LTZ(`m`, 3), TO_TIMESTAMP_LTZ(`n`, 3)) AS `c17_least_of_times`
FROM `values`
WHERE `$time` IS NOT NULL;

-- Casts
INSERT INTO `casts_rows`
SELECT
  `id`,
  TRY_CAST(REGEXP_EXTRACT(`s`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+))[\x00-\x20]*$', 1) AS BIGINT) AS `c0_s_as_bigint`,
  CASE WHEN TRY_CAST(REGEXP_EXTRACT(`s`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`s`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END AS `c1_s_as_double`,
  CASE LOWER(REGEXP_EXTRACT(`s`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS `c2_s_as_boolean`,
  CAST(TIMESTAMPADD(MINUTE, -(COALESCE(CAST(REGEXP_EXTRACT(`s`, ':[0-9]{2}(?:[.][0-9]+)?(([+-])[0-9]{2}):?([0-9]{2})?[\x00-\x20]*$', 1) AS INT), 0) * 60 + COALESCE(CAST(CONCAT(REGEXP_EXTRACT(`s`, ':[0-9]{2}(?:[.][0-9]+)?(([+-])[0-9]{2}):?([0-9]{2})?[\x00-\x20]*$', 2), REGEXP_EXTRACT(`s`, ':[0-9]{2}(?:[.][0-9]+)?(([+-])[0-9]{2}):?([0-9]{2})?[\x00-\x20]*$', 3)) AS INT), 0)), TRY_CAST(REPLACE(REGEXP_REPLACE(REGEXP_EXTRACT(`s`, '^[\x00-\x20]*(?!.{10}[Z+-])((?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)(?:[ T](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,3})?)?)?)(?:(?<=[.][0-9]{3})[0-9]+)?(?:Z|[+-](?:0[0-9]|1[0-8]):[0-5][0-9])?[\x00-\x20]*$', 1), '(?<=^.{16})$', ':00'), 'T', ' ') AS TIMESTAMP(3))) AS TIMESTAMP_LTZ(3)) AS `c3_s_as_timestamp`,
  CAST(`a` AS STRING) AS `c4_a_as_string`,
  CAST(`a` AS DOUBLE) AS `c5_a_as_double`,
  CAST(`a` AS BOOLEAN) AS `c6_a_as_boolean`,
  CASE WHEN CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END >= -9.223372036854775808E18 AND CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END < 9.223372036854775808E18 THEN CAST(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END AS BIGINT) END AS `c7_x_as_bigint`,
  CAST(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END AS STRING) AS `c8_x_as_string`,
  CAST(CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS BIGINT) AS `c9_p_as_bigint`,
  CAST(CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS STRING) AS `c10_p_as_string`,
  CAST(TO_TIMESTAMP_LTZ(`m`, 3) AS STRING) AS `c11_m_as_string`
FROM `values`
WHERE `$time` IS NOT NULL;

-- Numbers
INSERT INTO `numbers_rows`
SELECT
  `id`,
  `a` AS `c0_a`,
  CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END AS `c1_x`,
  (`a` + `b`) AS `c2_a_b`,
  CASE WHEN (CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END + CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN (CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END + CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) END AS `c3_x_y`,
  CASE WHEN (CAST(`a` AS DOUBLE) + CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN (CAST(`a` AS DOUBLE) + CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) END AS `c4_a_x`,
  (`a` - `b`) AS `c5_a_b`,
  CASE WHEN (CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END - CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN (CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END - CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) END AS `c6_x_y`,
  (`a` * `b`) AS `c7_a_b`,
  CASE WHEN (CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END * CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN (CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END * CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) END AS `c8_x_y`,
  (`a` / NULLIF(`b`, CAST(0 AS BIGINT))) AS `c9_a_b`,
  CASE WHEN (CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END / NULLIF(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END, 0E0)) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN (CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END / NULLIF(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END, 0E0)) END AS `c10_x_y`,
  CASE WHEN (CAST(`a` AS DOUBLE) / NULLIF(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END, 0E0)) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN (CAST(`a` AS DOUBLE) / NULLIF(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END, 0E0)) END AS `c11_a_x`,
  MOD(`a`, NULLIF(`b`, CAST(0 AS BIGINT))) AS `c12_a_b`,
  ABS(CASE WHEN `a` >= -9223372036854775807 THEN `a` END) AS `c13_abs_a`,
  ABS(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) AS `c14_abs_x`,
  SIGN(`a`) AS `c15_sign_a`,
  SIGN(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) AS `c16_sign_x`,
  `a` AS `c17_floor_a`,
  FLOOR(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) AS `c18_floor_x`,
  `a` AS `c19_ceil_a`,
  CEIL(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) AS `c20_ceil_x`,
  ROUND(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END, CAST(CAST(0 AS BIGINT) AS INT)) AS `c21_round_x`,
  ROUND(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END, CAST(CAST(2 AS BIGINT) AS INT)) AS `c22_round_x_by_2`,
  ROUND(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END, CAST(CAST(-1 AS BIGINT) AS INT)) AS `c23_round_x_by_1`,
  ROUND((`a` / NULLIF(CAST(16 AS BIGINT), CAST(0 AS BIGINT))), CAST(CAST(-1 AS BIGINT) AS INT)) AS `c24_round_a_by_1`,
  ROUND(`a`, CAST(CAST(0 AS BIGINT) AS INT)) AS `c25_round_a`,
  CASE WHEN CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END >= 0 THEN SQRT(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) END AS `c26_sqrt_x`,
  CASE WHEN CAST(`a` AS DOUBLE) >= 0 THEN SQRT(CAST(`a` AS DOUBLE)) END AS `c27_sqrt_a`,
  CASE WHEN EXP(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN EXP(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) END AS `c28_exp_x`,
  CASE WHEN LN(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN LN(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) END AS `c29_ln_x`,
  CASE WHEN LOG10(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN LOG10(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) END AS `c30_log10_x`,
  CASE WHEN POWER(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END, CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN POWER(CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END, CASE WHEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`y`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END) END AS `c31_power_x_y`,
  CASE WHEN POWER(CAST(`a` AS DOUBLE), 2E0) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN POWER(CAST(`a` AS DOUBLE), 2E0) END AS `c32_power_a_2`
FROM `values`
WHERE `$time` IS NOT NULL;

-- Texts
INSERT INTO `texts_rows`
SELECT
  `id`,
  `s` AS `c0_s`,
  (`s` LIKE '%a_%') AS `c1_s_like`,
  (`s` LIKE '%!%%' ESCAPE '!') AS `c2_s_like_an_escape`,
  (`s` LIKE 'a%') AS `c3_s_like_beginning`,
  (LOWER(`s`) LIKE '%ab%') AS `c4_s_ilike`,
  UPPER(`s`) AS `c5_upper`,
  LOWER(`s`) AS `c6_lower`,
  TRIM(`s`) AS `c7_trim`,
  LTRIM(`s`) AS `c8_ltrim`,
  RTRIM(`s`) AS `c9_rtrim`,
  SUBSTRING(`s`, CAST(LEAST(GREATEST(CAST(2 AS BIGINT), CAST(-2147483647 AS BIGINT)), CAST(2147483647 AS BIGINT)) AS INT), CAST(LEAST(GREATEST(CAST(3 AS BIGINT), CAST(-2147483647 AS BIGINT)), CAST(2147483647 AS BIGINT)) AS INT)) AS `c10_substring_2_3`,
  SUBSTRING(`s`, CAST(LEAST(GREATEST(CAST(0 AS BIGINT), CAST(-2147483647 AS BIGINT)), CAST(2147483647 AS BIGINT)) AS INT), CAST(LEAST(GREATEST(CAST(2 AS BIGINT), CAST(-2147483647 AS BIGINT)), CAST(2147483647 AS BIGINT)) AS INT)) AS `c11_substring_0_2`,
  SUBSTRING(`s`, CAST(LEAST(GREATEST(CAST(-2 AS BIGINT), CAST(-2147483647 AS BIGINT)), CAST(2147483647 AS BIGINT)) AS INT), CAST(LEAST(GREATEST(CAST(2147483647 AS BIGINT), CAST(-2147483647 AS BIGINT)), CAST(2147483647 AS BIGINT)) AS INT)) AS `c12_substring_2`,
  SUBSTRING(`s`, CAST(LEAST(GREATEST(CAST(-3 AS BIGINT), CAST(-2147483647 AS BIGINT)), CAST(2147483647 AS BIGINT)) AS INT), CAST(LEAST(GREATEST(CAST(2 AS BIGINT), CAST(-2147483647 AS BIGINT)), CAST(2147483647 AS BIGINT)) AS INT)) AS `c13_substring_3_2`,
  SUBSTRING(`s`, CAST(LEAST(GREATEST(`a`, CAST(-2147483647 AS BIGINT)), CAST(2147483647 AS BIGINT)) AS INT), CAST(LEAST(GREATEST(`b`, CAST(-2147483647 AS BIGINT)), CAST(2147483647 AS BIGINT)) AS INT)) AS `c14_substring_a_b`,
  CONCAT(CONCAT(`s`, '-'), `t`) AS `c15_concat`,
  CAST(CHAR_LENGTH(`s`) AS BIGINT) AS `c16_char_length`,
  CASE WHEN 'a' = '' THEN `s` ELSE REPLACE(`s`, 'a', 'bb') END AS `c17_replace`,
  CASE WHEN `t` = '' THEN `s` ELSE REPLACE(`s`, `t`, '$1') END AS `c18_replace_t`,
  CASE WHEN ',' <> '' THEN SPLIT_INDEX(`s`, ',', CAST(LEAST(GREATEST(CAST(1 AS BIGINT), CAST(-2147483647 AS BIGINT)), CAST(2147483647 AS BIGINT)) AS INT)) END AS `c19_split_index_1`,
  CASE WHEN 'a' <> '' THEN SPLIT_INDEX(`s`, 'a', CAST(LEAST(GREATEST(`a`, CAST(-2147483647 AS BIGINT)), CAST(2147483647 AS BIGINT)) AS INT)) END AS `c20_split_index_a`,
  CASE WHEN `t` <> '' THEN SPLIT_INDEX(`s`, `t`, CAST(LEAST(GREATEST(CAST(0 AS BIGINT), CAST(-2147483647 AS BIGINT)), CAST(2147483647 AS BIGINT)) AS INT)) END AS `c21_split_index_t`,
  STARTSWITH(`s`, `t`) AS `c22_startswith`,
  ENDSWITH(`s`, `t`) AS `c23_endswith`,
  STARTSWITH(`s`, 'a') AS `c24_startswith_a`,
  CAST(POSITION(`t` IN `s`) AS BIGINT) AS `c25_position_t`,
  CAST(POSITION('a' IN `s`) AS BIGINT) AS `c26_position_a`
FROM `values`
WHERE `$time` IS NOT NULL;

-- Patterns
INSERT INTO `patterns_rows`
SELECT
  `id`,
  REGEXP(`s`, '\d+') AS `c0_regexp_digits`,
  REGEXP(`s`, '^[a-z]+$') AS `c1_regexp_classes`,
  REGEXP(`s`, '(?i)abc') AS `c2_regexp_any_case`,
  REGEXP(`s`, '\bab\b') AS `c3_regexp_words`,
  REGEXP(`s`, '^.$') AS `c4_regexp_dot`,
  REGEXP_EXTRACT(`s`, '[0-9]+', CAST(0 AS BIGINT)) AS `c5_regexp_extract_0`,
  REGEXP_EXTRACT(`s`, '(\w+)@(\w+)', CAST(1 AS BIGINT)) AS `c6_regexp_extract_1`,
  REGEXP_EXTRACT(`s`, '(x)|(a)', CAST(1 AS BIGINT)) AS `c7_regexp_extract_of_no_part`,
  REGEXP_EXTRACT(`s`, 'a+?', CAST(0 AS BIGINT)) AS `c8_regexp_extract_lazy`,
  PARSE_URL(`s`, 'PROTOCOL') AS `c9_url_protocol`,
  PARSE_URL(`s`, 'HOST') AS `c10_url_host`,
  PARSE_URL(`s`, 'PATH') AS `c11_url_path`,
  PARSE_URL(`s`, 'QUERY') AS `c12_url_query`,
  PARSE_URL(`s`, 'QUERY', 'x') AS `c13_url_query_x`,
  PARSE_URL(`s`, 'REF') AS `c14_url_ref`
FROM `values`
WHERE `$time` IS NOT NULL;

-- Times
INSERT INTO `times_rows`
SELECT
  `id`,
  TO_TIMESTAMP_LTZ(`m`, 3) AS `c0_m`,
  EXTRACT(MILLISECOND FROM CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END) AS `c1_extract_MILLISECOND`,
  EXTRACT(SECOND FROM CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END) AS `c2_extract_SECOND`,
  EXTRACT(MINUTE FROM CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END) AS `c3_extract_MINUTE`,
  EXTRACT(HOUR FROM CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END) AS `c4_extract_HOUR`,
  EXTRACT(DAY FROM CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END) AS `c5_extract_DAY`,
  EXTRACT(DOW FROM CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END) AS `c6_extract_DOW`,
  EXTRACT(ISODOW FROM CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END) AS `c7_extract_ISODOW`,
  EXTRACT(DOY FROM CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END) AS `c8_extract_DOY`,
  EXTRACT(WEEK FROM CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END) AS `c9_extract_WEEK`,
  EXTRACT(MONTH FROM CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END) AS `c10_extract_MONTH`,
  EXTRACT(QUARTER FROM CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END) AS `c11_extract_QUARTER`,
  EXTRACT(YEAR FROM CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END) AS `c12_extract_YEAR`,
  EXTRACT(EPOCH FROM CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END) AS `c13_extract_EPOCH`,
  FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO SECOND) AS `c14_floor_to_SECOND`,
  FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO MINUTE) AS `c15_floor_to_MINUTE`,
  FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO HOUR) AS `c16_floor_to_HOUR`,
  FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO DAY) AS `c17_floor_to_DAY`,
  FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO WEEK) AS `c18_floor_to_WEEK`,
  FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO MONTH) AS `c19_floor_to_MONTH`,
  FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO QUARTER) AS `c20_floor_to_QUARTER`,
  FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO YEAR) AS `c21_floor_to_YEAR`,
  CASE WHEN FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO SECOND) = CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END THEN CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END ELSE TIMESTAMPADD(SECOND, 1, FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO SECOND)) END AS `c22_ceil_to_SECOND`,
  CASE WHEN FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO MINUTE) = CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END THEN CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END ELSE TIMESTAMPADD(MINUTE, 1, FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO MINUTE)) END AS `c23_ceil_to_MINUTE`,
  CASE WHEN FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO HOUR) = CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END THEN CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END ELSE TIMESTAMPADD(HOUR, 1, FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO HOUR)) END AS `c24_ceil_to_HOUR`,
  CASE WHEN FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO DAY) = CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END THEN CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END ELSE TIMESTAMPADD(DAY, 1, FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO DAY)) END AS `c25_ceil_to_DAY`,
  CASE WHEN FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO WEEK) = CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END THEN CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END ELSE TIMESTAMPADD(DAY, 7, FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO WEEK)) END AS `c26_ceil_to_WEEK`,
  CASE WHEN FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO MONTH) = CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END THEN CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END ELSE TIMESTAMPADD(MONTH, 1, FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO MONTH)) END AS `c27_ceil_to_MONTH`,
  CASE WHEN FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO QUARTER) = CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END THEN CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END ELSE TIMESTAMPADD(MONTH, 3, FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO QUARTER)) END AS `c28_ceil_to_QUARTER`,
  CASE WHEN FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO YEAR) = CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END THEN CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END ELSE TIMESTAMPADD(YEAR, 1, FLOOR(CASE WHEN (TO_TIMESTAMP_LTZ(`m`, 3) >= TO_TIMESTAMP_LTZ(0, 3)) THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END TO YEAR)) END AS `c29_ceil_to_YEAR`,
  DATE_FORMAT(TO_TIMESTAMP_LTZ(`m`, 3), 'yyyy-MM-dd HH:mm:ss.SSS') AS `c30_date_format`,
  DATE_FORMAT(TO_TIMESTAMP_LTZ(`m`, 3), 'EEEE, d MMMM y ''at'' h:mm a') AS `c31_date_format_words`,
  DATE_FORMAT(TO_TIMESTAMP_LTZ(`m`, 3), 'yy M/d D E H') AS `c32_date_format_short`,
  EXTRACT(HOUR FROM TO_TIMESTAMP_LTZ(`m`, 3)) AS `c33_extract_HOUR_in_Berlin`,
  FLOOR(TO_TIMESTAMP_LTZ(`m`, 3) TO DAY) AS `c34_floor_to_DAY_in_Berlin`,
  DATE_FORMAT(TO_TIMESTAMP_LTZ(`m`, 3), 'yyyy-MM-dd HH:mm') AS `c35_date_format_in_Berlin`
FROM `values`
WHERE `$time` IS NOT NULL;

-- Counts
INSERT INTO `counts_rows`
WITH `rows` AS (
  SELECT
    `$time`,
    CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS `key`,
    CASE WHEN CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN TRUE ELSE CAST(NULL AS BOOLEAN) END AS `value`,
    `s`,
    CASE WHEN (`a` > 0) THEN `s` ELSE CAST(NULL AS STRING) END AS `value_2`,
    CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END AS `x`,
    CASE WHEN CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END AS `value_3`
  FROM `values`
  WHERE `$time` IS NOT NULL
)
SELECT
  CAST(`window_start` AS TIMESTAMP_LTZ(3)) AS `from`,
  CAST(`window_end` AS TIMESTAMP_LTZ(3)) AS `to`,
  `key`,
  COUNT(*) AS `c0_count`,
  COUNT(`value`) AS `c1_count_of_some`,
  COUNT(`s`) AS `c2_count_s`,
  COUNT(`value_2`) AS `c3_count_s_of_some`,
  COUNT(DISTINCT `s`) AS `c4_count_distinct_s`,
  COUNT(DISTINCT `x`) AS `c5_count_distinct_x`,
  COUNT(DISTINCT `value_3`) AS `c6_count_distinct_m_of_some`
FROM TABLE(TUMBLE(TABLE `rows`, DESCRIPTOR(`$time`), INTERVAL '60' SECOND(8)))
GROUP BY `window_start`, `window_end`, `key`;

-- Sums
INSERT INTO `sums_rows`
WITH `rows` AS (
  SELECT
    `$time`,
    CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS `key`,
    MOD(`id`, NULLIF(CAST(17 AS BIGINT), CAST(0 AS BIGINT))) AS `value`,
    `a`,
    CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END AS `x`,
    `id`,
    CASE WHEN CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN `id` ELSE CAST(NULL AS BIGINT) END AS `value_2`
  FROM `values`
  WHERE `$time` IS NOT NULL
)
SELECT
  CAST(`window_start` AS TIMESTAMP_LTZ(3)) AS `from`,
  CAST(`window_end` AS TIMESTAMP_LTZ(3)) AS `to`,
  `key`,
  CASE WHEN SUM(CAST(`value` AS DECIMAL(38, 0))) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(SUM(CAST(`value` AS DECIMAL(38, 0))) AS BIGINT) END AS `c0_sum_small`,
  CASE WHEN SUM(CAST(`a` AS DECIMAL(38, 0))) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(SUM(CAST(`a` AS DECIMAL(38, 0))) AS BIGINT) END AS `c1_sum_a`,
  CASE WHEN SUM(DISTINCT CAST(`value` AS DECIMAL(38, 0))) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(SUM(DISTINCT CAST(`value` AS DECIMAL(38, 0))) AS BIGINT) END AS `c2_sum_distinct_small`,
  CASE WHEN SUM(DISTINCT CAST(`a` AS DECIMAL(38, 0))) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(SUM(DISTINCT CAST(`a` AS DECIMAL(38, 0))) AS BIGINT) END AS `c3_sum_distinct_a`,
  CASE WHEN SUM(`x`) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN SUM(`x`) END AS `c4_sum_x`,
  CASE WHEN SUM(DISTINCT `x`) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN SUM(DISTINCT `x`) END AS `c5_sum_distinct_x`,
  CAST(SUM(CAST(`id` AS DECIMAL(38, 0))) AS DOUBLE) / COUNT(`id`) AS `c6_avg_id`,
  CAST(SUM(CAST(`value_2` AS DECIMAL(38, 0))) AS DOUBLE) / COUNT(`value_2`) AS `c7_avg_of_some`,
  CAST(SUM(DISTINCT CAST(`value` AS DECIMAL(38, 0))) AS DOUBLE) / COUNT(DISTINCT `value`) AS `c8_avg_distinct_small`,
  CASE WHEN AVG(`x`) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN AVG(`x`) END AS `c9_avg_x`,
  CASE WHEN AVG(DISTINCT `x`) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN AVG(DISTINCT `x`) END AS `c10_avg_distinct_x`,
  (CASE WHEN SUM(CAST(`value` AS DECIMAL(38, 0))) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(SUM(CAST(`value` AS DECIMAL(38, 0))) AS BIGINT) END + COUNT(*)) AS `c11_sum_and_more`
FROM TABLE(TUMBLE(TABLE `rows`, DESCRIPTOR(`$time`), INTERVAL '60' SECOND(8)))
GROUP BY `window_start`, `window_end`, `key`;

-- Order
INSERT INTO `order_rows`
WITH `rows` AS (
  SELECT
    `$time`,
    CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS `key`,
    `a`,
    CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END AS `x`,
    `s`,
    TO_TIMESTAMP_LTZ(`m`, 3) AS `m`,
    CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS `q`,
    CASE WHEN (MOD(`id`, NULLIF(CAST(17 AS BIGINT), CAST(0 AS BIGINT))) > 8) THEN CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END ELSE CAST(NULL AS BOOLEAN) END AS `value`,
    `id`,
    MOD(`id`, NULLIF(CAST(17 AS BIGINT), CAST(0 AS BIGINT))) AS `value_2`
  FROM `values`
  WHERE `$time` IS NOT NULL
)
SELECT
  CAST(`window_start` AS TIMESTAMP_LTZ(3)) AS `from`,
  CAST(`window_end` AS TIMESTAMP_LTZ(3)) AS `to`,
  `key`,
  MIN(`a`) AS `c0_min_a`,
  MAX(`a`) AS `c1_max_a`,
  MIN(`x`) AS `c2_min_x`,
  MAX(`x`) AS `c3_max_x`,
  MIN(`s`) AS `c4_min_s`,
  MAX(`s`) AS `c5_max_s`,
  MIN(`m`) AS `c6_min_m`,
  MAX(`m`) AS `c7_max_m`,
  CAST(MIN(CAST(`key` AS INT)) AS BOOLEAN) AS `c8_min_p`,
  CAST(MAX(CAST(`key` AS INT)) AS BOOLEAN) AS `c9_max_p`,
  CAST(MIN(CAST(`key` AS INT)) AS BOOLEAN) AS `c10_bool_and`,
  CAST(MAX(CAST(`q` AS INT)) AS BOOLEAN) AS `c11_bool_or`,
  CAST(MIN(CAST(`value` AS INT)) AS BOOLEAN) AS `c12_bool_and_of_some`,
  PERCENTILE(`id`, 0.95) AS `c13_percentile_id`,
  PERCENTILE(`value_2`, 0.5) AS `c14_percentile_small`,
  PERCENTILE(`x`, 0.25) AS `c15_percentile_x`,
  PERCENTILE(DISTINCT `value_2`, 0.9) AS `c16_percentile_distinct`
FROM TABLE(TUMBLE(TABLE `rows`, DESCRIPTOR(`$time`), INTERVAL '60' SECOND(8)))
GROUP BY `window_start`, `window_end`, `key`;

-- Spread
INSERT INTO `spread_rows`
WITH `rows` AS (
  SELECT
    `$time`,
    CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS `key`,
    MOD(`id`, NULLIF(CAST(17 AS BIGINT), CAST(0 AS BIGINT))) AS `value`,
    `id`,
    CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END AS `x`
  FROM `values`
  WHERE `$time` IS NOT NULL
)
SELECT
  CAST(`window_start` AS TIMESTAMP_LTZ(3)) AS `from`,
  CAST(`window_end` AS TIMESTAMP_LTZ(3)) AS `to`,
  `key`,
  CASE WHEN VAR_POP(CAST(`value` AS DOUBLE)) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN VAR_POP(CAST(`value` AS DOUBLE)) END AS `c0_var_pop`,
  CASE WHEN VAR_SAMP(CAST(`id` AS DOUBLE)) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN VAR_SAMP(CAST(`id` AS DOUBLE)) END AS `c1_var_samp`,
  CASE WHEN STDDEV_POP(CAST(`value` AS DOUBLE)) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN STDDEV_POP(CAST(`value` AS DOUBLE)) END AS `c2_stddev_pop`,
  CASE WHEN STDDEV_SAMP(CAST(`id` AS DOUBLE)) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN STDDEV_SAMP(CAST(`id` AS DOUBLE)) END AS `c3_stddev_samp`,
  CASE WHEN VAR_POP(CAST(`x` AS DOUBLE)) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN VAR_POP(CAST(`x` AS DOUBLE)) END AS `c4_var_pop_x`,
  CASE WHEN VAR_POP(DISTINCT CAST(`value` AS DOUBLE)) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN VAR_POP(DISTINCT CAST(`value` AS DOUBLE)) END AS `c5_var_pop_distinct`,
  CASE WHEN VAR_SAMP(DISTINCT CAST(`value` AS DOUBLE)) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN VAR_SAMP(DISTINCT CAST(`value` AS DOUBLE)) END AS `c6_var_samp_distinct`,
  CASE WHEN STDDEV_POP(DISTINCT CAST(`value` AS DOUBLE)) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN STDDEV_POP(DISTINCT CAST(`value` AS DOUBLE)) END AS `c7_stddev_pop_distinct`,
  CASE WHEN STDDEV_SAMP(DISTINCT CAST(`value` AS DOUBLE)) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN STDDEV_SAMP(DISTINCT CAST(`value` AS DOUBLE)) END AS `c8_stddev_samp_distinct`
FROM TABLE(TUMBLE(TABLE `rows`, DESCRIPTOR(`$time`), INTERVAL '60' SECOND(8)))
GROUP BY `window_start`, `window_end`, `key`;

-- Chosen
INSERT INTO `chosen_rows`
WITH `rows` AS (
  SELECT
    `$time`,
    `at` AS `$ms`,
    CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS `key`,
    `s`,
    `a`,
    TO_TIMESTAMP_LTZ(`m`, 3) AS `m`,
    CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END AS `x`,
    CASE WHEN CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN `s` ELSE CAST(NULL AS STRING) END AS `value`,
    `t`,
    TO_TIMESTAMP_LTZ(`n`, 3) AS `n`,
    MOD(`id`, NULLIF(CAST(17 AS BIGINT), CAST(0 AS BIGINT))) AS `value_2`
  FROM `values`
  WHERE `$time` IS NOT NULL
)
SELECT
  CAST(`window_start` AS TIMESTAMP_LTZ(3)) AS `from`,
  CAST(`window_end` AS TIMESTAMP_LTZ(3)) AS `to`,
  `key`,
  SUBSTRING(MIN(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `s`), 21) AS `c0_first_s`,
  CAST(CAST(SUBSTRING(MAX(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0')), 21) AS DECIMAL(20, 0)) - CAST('9223372036854775808' AS DECIMAL(20, 0)) AS BIGINT) AS `c1_last_a`,
  CAST(SUBSTRING(MIN(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CAST(`m` AS STRING)), 21) AS TIMESTAMP_LTZ(3)) AS `c2_first_m`,
  (SUBSTRING(MAX(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CASE WHEN `key` THEN '1' WHEN NOT `key` THEN '0' END), 21) = '1') AS `c3_last_p`,
  CAST(SUBSTRING(MIN(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CAST(`x` AS STRING)), 21) AS DOUBLE) AS `c4_first_x`,
  SUBSTRING(MAX(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `value`), 21) AS `c5_last_s_of_some`,
  SUBSTRING(MIN(LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `s`), 21) AS `c6_arg_min_s_by_a`,
  CAST(CAST(SUBSTRING(MAX(REPLACE(`s`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0')), POSITION(U&'\0000\0000' IN MAX(REPLACE(`s`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0'))) + 2) AS DECIMAL(20, 0)) - CAST('9223372036854775808' AS DECIMAL(20, 0)) AS BIGINT) AS `c7_arg_max_a_by_s`,
  SUBSTRING(MAX(REPLACE(`t`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || `s`), POSITION(U&'\0000\0000' IN MAX(REPLACE(`t`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || `s`)) + 2) AS `c8_arg_max_s_by_t`,
  CAST(SUBSTRING(MIN(CAST(`n` AS STRING) || CAST(`m` AS STRING)), 24) AS TIMESTAMP_LTZ(3)) AS `c9_arg_min_m_by_n`,
  (SUBSTRING(MAX(LPAD(CAST(CAST(`value_2` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CASE WHEN `key` THEN '1' WHEN NOT `key` THEN '0' END), 21) = '1') AS `c10_arg_max_p_by_small`,
  CAST(CAST(SUBSTRING(MIN(CASE WHEN `key` THEN '1' WHEN NOT `key` THEN '0' END || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0')), 2) AS DECIMAL(20, 0)) - CAST('9223372036854775808' AS DECIMAL(20, 0)) AS BIGINT) AS `c11_arg_min_a_by_p`,
  CAST(SUBSTRING(MAX(LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CAST(`x` AS STRING)), 21) AS DOUBLE) AS `c12_arg_max_x_by_a`,
  REGEXP_REPLACE(SUBSTRING(ARRAY_JOIN(ARRAY_SORT(ARRAY_AGG(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `s`) FILTER (WHERE `s` IS NOT NULL)), U&'\0000'), 21), '\x00[0-9]{20}', '; ') AS `c13_listagg`,
  ARRAY_JOIN(ARRAY_SORT(ARRAY_AGG(DISTINCT `s`) FILTER (WHERE `s` IS NOT NULL)), ',') AS `c14_listagg_distinct`
FROM TABLE(TUMBLE(TABLE `rows`, DESCRIPTOR(`$time`), INTERVAL '60' SECOND(8)))
GROUP BY `window_start`, `window_end`, `key`;

-- Hopping
INSERT INTO `hopping_rows`
WITH `rows` AS (
  SELECT
    `$time`,
    CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS `key`,
    `a`,
    CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END AS `x`,
    `s`,
    TO_TIMESTAMP_LTZ(`m`, 3) AS `m`,
    CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS `p`,
    CASE WHEN (MOD(`id`, NULLIF(CAST(17 AS BIGINT), CAST(0 AS BIGINT))) > 8) THEN CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END ELSE CAST(NULL AS BOOLEAN) END AS `value`,
    `id`,
    MOD(`id`, NULLIF(CAST(17 AS BIGINT), CAST(0 AS BIGINT))) AS `value_2`,
    CASE WHEN CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN TRUE ELSE CAST(NULL AS BOOLEAN) END AS `value_3`,
    CASE WHEN (`a` > 0) THEN `s` ELSE CAST(NULL AS STRING) END AS `value_4`,
    CASE WHEN CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END AS `value_5`
  FROM `values`
  WHERE `$time` IS NOT NULL
)
SELECT
  CAST(`window_start` AS TIMESTAMP_LTZ(3)) AS `from`,
  CAST(`window_end` AS TIMESTAMP_LTZ(3)) AS `to`,
  `key`,
  MIN(`a`) AS `c0_min_a`,
  MAX(`a`) AS `c1_max_a`,
  MIN(`x`) AS `c2_min_x`,
  MAX(`x`) AS `c3_max_x`,
  MIN(`s`) AS `c4_min_s`,
  MAX(`s`) AS `c5_max_s`,
  MIN(`m`) AS `c6_min_m`,
  MAX(`m`) AS `c7_max_m`,
  CAST(MIN(CAST(`p` AS INT)) AS BOOLEAN) AS `c8_min_p`,
  CAST(MAX(CAST(`p` AS INT)) AS BOOLEAN) AS `c9_max_p`,
  CAST(MIN(CAST(`p` AS INT)) AS BOOLEAN) AS `c10_bool_and`,
  CAST(MAX(CAST(`key` AS INT)) AS BOOLEAN) AS `c11_bool_or`,
  CAST(MIN(CAST(`value` AS INT)) AS BOOLEAN) AS `c12_bool_and_of_some`,
  PERCENTILE(`id`, 0.95) AS `c13_percentile_id`,
  PERCENTILE(`value_2`, 0.5) AS `c14_percentile_small`,
  PERCENTILE(`x`, 0.25) AS `c15_percentile_x`,
  PERCENTILE(DISTINCT `value_2`, 0.9) AS `c16_percentile_distinct`,
  COUNT(*) AS `c17_count`,
  COUNT(`value_3`) AS `c18_count_of_some`,
  COUNT(`s`) AS `c19_count_s`,
  COUNT(`value_4`) AS `c20_count_s_of_some`,
  COUNT(DISTINCT `s`) AS `c21_count_distinct_s`,
  COUNT(DISTINCT `x`) AS `c22_count_distinct_x`,
  COUNT(DISTINCT `value_5`) AS `c23_count_distinct_m_of_some`
FROM TABLE(HOP(TABLE `rows`, DESCRIPTOR(`$time`), INTERVAL '30' SECOND(8), INTERVAL '90' SECOND(8)))
GROUP BY `window_start`, `window_end`, `key`;

-- OddHopping
INSERT INTO `oddhopping_rows`
WITH `rows` AS (
  SELECT
    `$time`,
    `at` AS `$ms`,
    CASE WHEN CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN TRUE ELSE CAST(NULL AS BOOLEAN) END AS `value`,
    `s`,
    CASE WHEN (`a` > 0) THEN `s` ELSE CAST(NULL AS STRING) END AS `value_2`,
    CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END AS `x`,
    CASE WHEN CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END AS `value_3`,
    `a`,
    TO_TIMESTAMP_LTZ(`m`, 3) AS `m`,
    CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS `p`,
    CASE WHEN CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN `s` ELSE CAST(NULL AS STRING) END AS `value_4`,
    `t`,
    TO_TIMESTAMP_LTZ(`n`, 3) AS `n`,
    MOD(`id`, NULLIF(CAST(17 AS BIGINT), CAST(0 AS BIGINT))) AS `value_5`
  FROM `values`
  WHERE `$time` IS NOT NULL
)
SELECT
  CAST(HOP_START(`$time`, INTERVAL '40' SECOND(8), INTERVAL '90' SECOND(8)) AS TIMESTAMP_LTZ(3)) AS `from`,
  CAST(HOP_END(`$time`, INTERVAL '40' SECOND(8), INTERVAL '90' SECOND(8)) AS TIMESTAMP_LTZ(3)) AS `to`,
  COUNT(*) AS `c0_count`,
  COUNT(`value`) AS `c1_count_of_some`,
  COUNT(`s`) AS `c2_count_s`,
  COUNT(`value_2`) AS `c3_count_s_of_some`,
  COUNT(DISTINCT `s`) AS `c4_count_distinct_s`,
  COUNT(DISTINCT `x`) AS `c5_count_distinct_x`,
  COUNT(DISTINCT `value_3`) AS `c6_count_distinct_m_of_some`,
  SUBSTRING(MIN(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `s`), 21) AS `c7_first_s`,
  CAST(CAST(SUBSTRING(MAX(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0')), 21) AS DECIMAL(20, 0)) - CAST('9223372036854775808' AS DECIMAL(20, 0)) AS BIGINT) AS `c8_last_a`,
  CAST(SUBSTRING(MIN(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CAST(`m` AS STRING)), 21) AS TIMESTAMP_LTZ(3)) AS `c9_first_m`,
  (SUBSTRING(MAX(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CASE WHEN `p` THEN '1' WHEN NOT `p` THEN '0' END), 21) = '1') AS `c10_last_p`,
  CAST(SUBSTRING(MIN(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CAST(`x` AS STRING)), 21) AS DOUBLE) AS `c11_first_x`,
  SUBSTRING(MAX(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `value_4`), 21) AS `c12_last_s_of_some`,
  SUBSTRING(MIN(LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `s`), 21) AS `c13_arg_min_s_by_a`,
  CAST(CAST(SUBSTRING(MAX(REPLACE(`s`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0')), POSITION(U&'\0000\0000' IN MAX(REPLACE(`s`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0'))) + 2) AS DECIMAL(20, 0)) - CAST('9223372036854775808' AS DECIMAL(20, 0)) AS BIGINT) AS `c14_arg_max_a_by_s`,
  SUBSTRING(MAX(REPLACE(`t`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || `s`), POSITION(U&'\0000\0000' IN MAX(REPLACE(`t`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || `s`)) + 2) AS `c15_arg_max_s_by_t`,
  CAST(SUBSTRING(MIN(CAST(`n` AS STRING) || CAST(`m` AS STRING)), 24) AS TIMESTAMP_LTZ(3)) AS `c16_arg_min_m_by_n`,
  (SUBSTRING(MAX(LPAD(CAST(CAST(`value_5` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CASE WHEN `p` THEN '1' WHEN NOT `p` THEN '0' END), 21) = '1') AS `c17_arg_max_p_by_small`,
  CAST(CAST(SUBSTRING(MIN(CASE WHEN `p` THEN '1' WHEN NOT `p` THEN '0' END || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0')), 2) AS DECIMAL(20, 0)) - CAST('9223372036854775808' AS DECIMAL(20, 0)) AS BIGINT) AS `c18_arg_min_a_by_p`,
  CAST(SUBSTRING(MAX(LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CAST(`x` AS STRING)), 21) AS DOUBLE) AS `c19_arg_max_x_by_a`,
  REGEXP_REPLACE(SUBSTRING(ARRAY_JOIN(ARRAY_SORT(ARRAY_AGG(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `s`) FILTER (WHERE `s` IS NOT NULL)), U&'\0000'), 21), '\x00[0-9]{20}', '; ') AS `c20_listagg`,
  ARRAY_JOIN(ARRAY_SORT(ARRAY_AGG(DISTINCT `s`) FILTER (WHERE `s` IS NOT NULL)), ',') AS `c21_listagg_distinct`
FROM `rows`
GROUP BY HOP(`$time`, INTERVAL '40' SECOND(8), INTERVAL '90' SECOND(8));

-- Cumulating
INSERT INTO `cumulating_rows`
WITH `rows` AS (
  SELECT
    `$time`,
    `at` AS `$ms`,
    MOD(`id`, NULLIF(CAST(17 AS BIGINT), CAST(0 AS BIGINT))) AS `key`,
    `a`,
    CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END AS `x`,
    `s`,
    TO_TIMESTAMP_LTZ(`m`, 3) AS `m`,
    CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS `p`,
    CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS `q`,
    CASE WHEN (MOD(`id`, NULLIF(CAST(17 AS BIGINT), CAST(0 AS BIGINT))) > 8) THEN CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END ELSE CAST(NULL AS BOOLEAN) END AS `value`,
    `id`,
    CASE WHEN CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN `s` ELSE CAST(NULL AS STRING) END AS `value_2`,
    `t`,
    TO_TIMESTAMP_LTZ(`n`, 3) AS `n`
  FROM `values`
  WHERE `$time` IS NOT NULL
)
SELECT
  CAST(`window_start` AS TIMESTAMP_LTZ(3)) AS `from`,
  CAST(`window_end` AS TIMESTAMP_LTZ(3)) AS `to`,
  `key`,
  MIN(`a`) AS `c0_min_a`,
  MAX(`a`) AS `c1_max_a`,
  MIN(`x`) AS `c2_min_x`,
  MAX(`x`) AS `c3_max_x`,
  MIN(`s`) AS `c4_min_s`,
  MAX(`s`) AS `c5_max_s`,
  MIN(`m`) AS `c6_min_m`,
  MAX(`m`) AS `c7_max_m`,
  CAST(MIN(CAST(`p` AS INT)) AS BOOLEAN) AS `c8_min_p`,
  CAST(MAX(CAST(`p` AS INT)) AS BOOLEAN) AS `c9_max_p`,
  CAST(MIN(CAST(`p` AS INT)) AS BOOLEAN) AS `c10_bool_and`,
  CAST(MAX(CAST(`q` AS INT)) AS BOOLEAN) AS `c11_bool_or`,
  CAST(MIN(CAST(`value` AS INT)) AS BOOLEAN) AS `c12_bool_and_of_some`,
  PERCENTILE(`id`, 0.95) AS `c13_percentile_id`,
  PERCENTILE(`key`, 0.5) AS `c14_percentile_small`,
  PERCENTILE(`x`, 0.25) AS `c15_percentile_x`,
  PERCENTILE(DISTINCT `key`, 0.9) AS `c16_percentile_distinct`,
  SUBSTRING(MIN(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `s`), 21) AS `c17_first_s`,
  CAST(CAST(SUBSTRING(MAX(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0')), 21) AS DECIMAL(20, 0)) - CAST('9223372036854775808' AS DECIMAL(20, 0)) AS BIGINT) AS `c18_last_a`,
  CAST(SUBSTRING(MIN(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CAST(`m` AS STRING)), 21) AS TIMESTAMP_LTZ(3)) AS `c19_first_m`,
  (SUBSTRING(MAX(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CASE WHEN `p` THEN '1' WHEN NOT `p` THEN '0' END), 21) = '1') AS `c20_last_p`,
  CAST(SUBSTRING(MIN(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CAST(`x` AS STRING)), 21) AS DOUBLE) AS `c21_first_x`,
  SUBSTRING(MAX(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `value_2`), 21) AS `c22_last_s_of_some`,
  SUBSTRING(MIN(LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `s`), 21) AS `c23_arg_min_s_by_a`,
  CAST(CAST(SUBSTRING(MAX(REPLACE(`s`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0')), POSITION(U&'\0000\0000' IN MAX(REPLACE(`s`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0'))) + 2) AS DECIMAL(20, 0)) - CAST('9223372036854775808' AS DECIMAL(20, 0)) AS BIGINT) AS `c24_arg_max_a_by_s`,
  SUBSTRING(MAX(REPLACE(`t`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || `s`), POSITION(U&'\0000\0000' IN MAX(REPLACE(`t`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || `s`)) + 2) AS `c25_arg_max_s_by_t`,
  CAST(SUBSTRING(MIN(CAST(`n` AS STRING) || CAST(`m` AS STRING)), 24) AS TIMESTAMP_LTZ(3)) AS `c26_arg_min_m_by_n`,
  (SUBSTRING(MAX(LPAD(CAST(CAST(`key` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CASE WHEN `p` THEN '1' WHEN NOT `p` THEN '0' END), 21) = '1') AS `c27_arg_max_p_by_small`,
  CAST(CAST(SUBSTRING(MIN(CASE WHEN `p` THEN '1' WHEN NOT `p` THEN '0' END || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0')), 2) AS DECIMAL(20, 0)) - CAST('9223372036854775808' AS DECIMAL(20, 0)) AS BIGINT) AS `c28_arg_min_a_by_p`,
  CAST(SUBSTRING(MAX(LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CAST(`x` AS STRING)), 21) AS DOUBLE) AS `c29_arg_max_x_by_a`,
  REGEXP_REPLACE(SUBSTRING(ARRAY_JOIN(ARRAY_SORT(ARRAY_AGG(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `s`) FILTER (WHERE `s` IS NOT NULL)), U&'\0000'), 21), '\x00[0-9]{20}', '; ') AS `c30_listagg`,
  ARRAY_JOIN(ARRAY_SORT(ARRAY_AGG(DISTINCT `s`) FILTER (WHERE `s` IS NOT NULL)), ',') AS `c31_listagg_distinct`
FROM TABLE(CUMULATE(TABLE `rows`, DESCRIPTOR(`$time`), INTERVAL '20' SECOND(8), INTERVAL '60' SECOND(8)))
GROUP BY `window_start`, `window_end`, `key`;

-- Sessions
INSERT INTO `sessions_rows`
WITH `rows` AS (
  SELECT
    `$time`,
    `at` AS `$ms`,
    `t` AS `key`,
    CASE WHEN CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN TRUE ELSE CAST(NULL AS BOOLEAN) END AS `value`,
    `s`,
    CASE WHEN (`a` > 0) THEN `s` ELSE CAST(NULL AS STRING) END AS `value_2`,
    CASE WHEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN TRY_CAST(REGEXP_EXTRACT(`x`, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?)[\x00-\x20]*$', 1) AS DOUBLE) END AS `x`,
    CASE WHEN CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN TO_TIMESTAMP_LTZ(`m`, 3) ELSE CAST(NULL AS TIMESTAMP_LTZ(3)) END AS `value_3`,
    MOD(`id`, NULLIF(CAST(17 AS BIGINT), CAST(0 AS BIGINT))) AS `value_4`,
    `a`,
    `id`,
    CASE WHEN CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN `id` ELSE CAST(NULL AS BIGINT) END AS `value_5`,
    TO_TIMESTAMP_LTZ(`m`, 3) AS `m`,
    CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS `p`,
    CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS `q`,
    CASE WHEN (MOD(`id`, NULLIF(CAST(17 AS BIGINT), CAST(0 AS BIGINT))) > 8) THEN CASE LOWER(REGEXP_EXTRACT(`p`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END ELSE CAST(NULL AS BOOLEAN) END AS `value_6`,
    CASE WHEN CASE LOWER(REGEXP_EXTRACT(`q`, '^[\x00-\x20]*([A-Za-z]+)[\x00-\x20]*$', 1)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END THEN `s` ELSE CAST(NULL AS STRING) END AS `value_7`,
    TO_TIMESTAMP_LTZ(`n`, 3) AS `n`
  FROM `values`
  WHERE `$time` IS NOT NULL
)
SELECT
  CAST(`window_start` AS TIMESTAMP_LTZ(3)) AS `from`,
  CAST(`window_end` AS TIMESTAMP_LTZ(3)) AS `to`,
  `key`,
  MAX(`$ms`) - MIN(`$ms`) + 20000 AS `c0_duration`,
  COUNT(*) AS `c1_count`,
  COUNT(`value`) AS `c2_count_of_some`,
  COUNT(`s`) AS `c3_count_s`,
  COUNT(`value_2`) AS `c4_count_s_of_some`,
  COUNT(DISTINCT `s`) AS `c5_count_distinct_s`,
  COUNT(DISTINCT `x`) AS `c6_count_distinct_x`,
  COUNT(DISTINCT `value_3`) AS `c7_count_distinct_m_of_some`,
  CASE WHEN SUM(CAST(`value_4` AS DECIMAL(38, 0))) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(SUM(CAST(`value_4` AS DECIMAL(38, 0))) AS BIGINT) END AS `c8_sum_small`,
  CASE WHEN SUM(CAST(`a` AS DECIMAL(38, 0))) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(SUM(CAST(`a` AS DECIMAL(38, 0))) AS BIGINT) END AS `c9_sum_a`,
  CASE WHEN SUM(DISTINCT CAST(`value_4` AS DECIMAL(38, 0))) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(SUM(DISTINCT CAST(`value_4` AS DECIMAL(38, 0))) AS BIGINT) END AS `c10_sum_distinct_small`,
  CASE WHEN SUM(DISTINCT CAST(`a` AS DECIMAL(38, 0))) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(SUM(DISTINCT CAST(`a` AS DECIMAL(38, 0))) AS BIGINT) END AS `c11_sum_distinct_a`,
  CASE WHEN SUM(`x`) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN SUM(`x`) END AS `c12_sum_x`,
  CASE WHEN SUM(DISTINCT `x`) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN SUM(DISTINCT `x`) END AS `c13_sum_distinct_x`,
  CAST(SUM(CAST(`id` AS DECIMAL(38, 0))) AS DOUBLE) / COUNT(`id`) AS `c14_avg_id`,
  CAST(SUM(CAST(`value_5` AS DECIMAL(38, 0))) AS DOUBLE) / COUNT(`value_5`) AS `c15_avg_of_some`,
  CAST(SUM(DISTINCT CAST(`value_4` AS DECIMAL(38, 0))) AS DOUBLE) / COUNT(DISTINCT `value_4`) AS `c16_avg_distinct_small`,
  CASE WHEN AVG(`x`) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN AVG(`x`) END AS `c17_avg_x`,
  CASE WHEN AVG(DISTINCT `x`) BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN AVG(DISTINCT `x`) END AS `c18_avg_distinct_x`,
  (CASE WHEN SUM(CAST(`value_4` AS DECIMAL(38, 0))) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(SUM(CAST(`value_4` AS DECIMAL(38, 0))) AS BIGINT) END + COUNT(*)) AS `c19_sum_and_more`,
  MIN(`a`) AS `c20_min_a`,
  MAX(`a`) AS `c21_max_a`,
  MIN(`x`) AS `c22_min_x`,
  MAX(`x`) AS `c23_max_x`,
  MIN(`s`) AS `c24_min_s`,
  MAX(`s`) AS `c25_max_s`,
  MIN(`m`) AS `c26_min_m`,
  MAX(`m`) AS `c27_max_m`,
  CAST(MIN(CAST(`p` AS INT)) AS BOOLEAN) AS `c28_min_p`,
  CAST(MAX(CAST(`p` AS INT)) AS BOOLEAN) AS `c29_max_p`,
  CAST(MIN(CAST(`p` AS INT)) AS BOOLEAN) AS `c30_bool_and`,
  CAST(MAX(CAST(`q` AS INT)) AS BOOLEAN) AS `c31_bool_or`,
  CAST(MIN(CAST(`value_6` AS INT)) AS BOOLEAN) AS `c32_bool_and_of_some`,
  PERCENTILE(`id`, 0.95) AS `c33_percentile_id`,
  PERCENTILE(`value_4`, 0.5) AS `c34_percentile_small`,
  PERCENTILE(`x`, 0.25) AS `c35_percentile_x`,
  PERCENTILE(DISTINCT `value_4`, 0.9) AS `c36_percentile_distinct`,
  SUBSTRING(MIN(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `s`), 21) AS `c37_first_s`,
  CAST(CAST(SUBSTRING(MAX(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0')), 21) AS DECIMAL(20, 0)) - CAST('9223372036854775808' AS DECIMAL(20, 0)) AS BIGINT) AS `c38_last_a`,
  CAST(SUBSTRING(MIN(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CAST(`m` AS STRING)), 21) AS TIMESTAMP_LTZ(3)) AS `c39_first_m`,
  (SUBSTRING(MAX(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CASE WHEN `p` THEN '1' WHEN NOT `p` THEN '0' END), 21) = '1') AS `c40_last_p`,
  CAST(SUBSTRING(MIN(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CAST(`x` AS STRING)), 21) AS DOUBLE) AS `c41_first_x`,
  SUBSTRING(MAX(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `value_7`), 21) AS `c42_last_s_of_some`,
  SUBSTRING(MIN(LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `s`), 21) AS `c43_arg_min_s_by_a`,
  CAST(CAST(SUBSTRING(MAX(REPLACE(`s`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0')), POSITION(U&'\0000\0000' IN MAX(REPLACE(`s`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0'))) + 2) AS DECIMAL(20, 0)) - CAST('9223372036854775808' AS DECIMAL(20, 0)) AS BIGINT) AS `c44_arg_max_a_by_s`,
  SUBSTRING(MAX(REPLACE(`key`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || `s`), POSITION(U&'\0000\0000' IN MAX(REPLACE(`key`, U&'\0000', U&'\0000\0001') || U&'\0000\0000' || `s`)) + 2) AS `c45_arg_max_s_by_t`,
  CAST(SUBSTRING(MIN(CAST(`n` AS STRING) || CAST(`m` AS STRING)), 24) AS TIMESTAMP_LTZ(3)) AS `c46_arg_min_m_by_n`,
  (SUBSTRING(MAX(LPAD(CAST(CAST(`value_4` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CASE WHEN `p` THEN '1' WHEN NOT `p` THEN '0' END), 21) = '1') AS `c47_arg_max_p_by_small`,
  CAST(CAST(SUBSTRING(MIN(CASE WHEN `p` THEN '1' WHEN NOT `p` THEN '0' END || LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0')), 2) AS DECIMAL(20, 0)) - CAST('9223372036854775808' AS DECIMAL(20, 0)) AS BIGINT) AS `c48_arg_min_a_by_p`,
  CAST(SUBSTRING(MAX(LPAD(CAST(CAST(`a` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || CAST(`x` AS STRING)), 21) AS DOUBLE) AS `c49_arg_max_x_by_a`,
  REGEXP_REPLACE(SUBSTRING(ARRAY_JOIN(ARRAY_SORT(ARRAY_AGG(LPAD(CAST(CAST(`$ms` AS DECIMAL(20, 0)) + CAST('9223372036854775808' AS DECIMAL(20, 0)) AS STRING), 20, '0') || `s`) FILTER (WHERE `s` IS NOT NULL)), U&'\0000'), 21), '\x00[0-9]{20}', '; ') AS `c50_listagg`,
  ARRAY_JOIN(ARRAY_SORT(ARRAY_AGG(DISTINCT `s`) FILTER (WHERE `s` IS NOT NULL)), ',') AS `c51_listagg_distinct`
FROM TABLE(SESSION(TABLE `rows` PARTITION BY (`key`), DESCRIPTOR(`$time`), INTERVAL '20' SECOND(8)))
GROUP BY `window_start`, `window_end`, `key`;

END;
