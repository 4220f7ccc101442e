/** Exact arithmetic on doubles, to check the kernels by. */

/** A double as a multiple of 2^-1074. */
export function toUnits(value: number): bigint {
  const bits = new BigUint64Array(new Float64Array([value]).buffer)[0]!
  const field = (bits >> 52n) & 0x7ffn
  const fraction = bits & ((1n << 52n) - 1n)
  const units = field === 0n ? fraction : (fraction | (1n << 52n)) << (field - 1n)
  return bits >> 63n ? -units : units
}

/** The double nearest to units · 2^-1074 / divisor, ties to even. */
export function nearestDouble(units: bigint, divisor = 1n): number {
  if (units < 0n) return -nearestDouble(-units, divisor)
  // So many bits are dropped that 53 are left, or fewer of a subnormal.
  const bits = (units / divisor).toString(2).length
  const dropped = BigInt(Math.max(bits - 53, 0))
  const scaled = divisor << dropped
  let kept = units / scaled
  const twiceRest = 2n * (units % scaled)
  if (twiceRest > scaled || (twiceRest === scaled && kept & 1n)) kept++
  return fromUnits(kept << dropped)
}

/** A multiple of 2^-1074 that is a double, or Infinity. */
function fromUnits(units: bigint): number {
  let exponent = 0n
  let significand = units
  while (significand >= 1n << 53n) {
    significand >>= 1n
    exponent++
  }
  if (exponent > 2045n) return Infinity
  const hidden = significand >> 52n
  const bits = ((exponent + hidden) << 52n) | (significand & ((1n << 52n) - 1n))
  return new Float64Array(new BigUint64Array([bits]).buffer)[0]!
}

/** A finite double of any exponent. */
export function anyDouble(bits: bigint): number {
  const value = new Float64Array(new BigInt64Array([bits]).buffer)[0]!
  return Number.isFinite(value) ? value : 1.5
}
