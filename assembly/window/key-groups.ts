/**
 * Key groups: keys are divided, by their hash, among a fixed number of groups, and a shard owns a contiguous range
 * of them, so that another number of shards moves whole groups.
 */

/** The group of a key's hash. */
// @ts-ignore: decorator
@inline
export function keyGroupOf(hash: u64, keyGroups: u32): u32 {
  return <u32>(((hash >> 32) * <u64>keyGroups) >> 32)
}

/** The shard, of `shards`, that owns a key group. */
// @ts-ignore: decorator
@inline
export function shardOf(keyGroup: u32, keyGroups: u32, shards: u32): u32 {
  return <u32>((<u64>keyGroup * <u64>shards) / <u64>keyGroups)
}
