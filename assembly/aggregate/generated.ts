/** Made by scripts/contract.mjs from AGGREGATES in src/table/functions/. */
import { define as define_count_all } from './functions/count-all'
import { define as define_count } from './functions/count'
import { define as define_count_distinct } from './functions/count-distinct'
import { define as define_sum } from './functions/sum'
import { define as define_avg } from './functions/avg'
import { define as define_min } from './functions/min'
import { define as define_max } from './functions/max'
import { define as define_percentile } from './functions/percentile'

export const COUNT_ALL_CODE: u32 = 0
export const COUNT_CODE: u32 = 1
export const COUNT_DISTINCT_CODE: u32 = 2
export const SUM_CODE: u32 = 3
export const AVG_CODE: u32 = 4
export const MIN_CODE: u32 = 5
export const MAX_CODE: u32 = 6
export const PERCENTILE_CODE: u32 = 7

/** Lets every entry define itself under its code. */
export function defineAll(): void {
  define_count_all(COUNT_ALL_CODE)
  define_count(COUNT_CODE)
  define_count_distinct(COUNT_DISTINCT_CODE)
  define_sum(SUM_CODE)
  define_avg(AVG_CODE)
  define_min(MIN_CODE)
  define_max(MAX_CODE)
  define_percentile(PERCENTILE_CODE)
}
