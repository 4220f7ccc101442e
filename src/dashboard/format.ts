/** Numbers as people read them. Null and NaN are a dash everywhere. */

const DASH = '–'
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

function isNothing(value: number | null | undefined): value is null | undefined {
  return value === null || value === undefined || !Number.isFinite(value)
}

/** `1,234,567`. */
export function count(value: number | null | undefined): string {
  return isNothing(value) ? DASH : grouped.format(value)
}

/** Three digits and a unit: `0.25`, `12.3`, `1.23 k`, `4.5 M`. */
export function short(value: number | null | undefined): string {
  return scaled(value, 1000, ['', 'k', 'M', 'G', 'T'])
}

/** `1.50 MiB`. */
export function bytes(value: number | null | undefined): string {
  return scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB'])
}

function scaled(value: number | null | undefined, step: number, units: readonly string[]): string {
  if (isNothing(value)) return DASH
  let rest = value
  let unit = 0
  while (Math.abs(rest) >= step && unit < units.length - 1) {
    rest /= step
    unit++
  }
  return `${threeDigits(rest, unit === 0)} ${units[unit] ?? ''}`.trim()
}

function threeDigits(value: number, isPlain: boolean): string {
  const size = Math.abs(value)
  if (size >= 100 || (isPlain && Number.isInteger(value))) return value.toFixed(0)
  return value.toFixed(size >= 10 ? 1 : 2)
}

/** A rate: `1.23 k/s`. */
export function rate(value: number | null | undefined): string {
  return isNothing(value) ? DASH : `${short(value)}/s`
}

/** A length of time in its two greatest units: `3 d 4 h`, `12 m 5 s`, `1.25 s`, `40 ms`. */
export function duration(milliseconds: number | null | undefined): string {
  if (isNothing(milliseconds)) return DASH
  if (milliseconds < 0) return `−${duration(-milliseconds)}`
  if (milliseconds < SECOND) return `${Math.round(milliseconds)} ms`
  if (milliseconds < MINUTE) return `${threeDigits(milliseconds / SECOND, false)} s`
  const [large, small, big, little] =
    milliseconds < HOUR
      ? (['m', 's', MINUTE, SECOND] as const)
      : milliseconds < DAY
        ? (['h', 'm', HOUR, MINUTE] as const)
        : (['d', 'h', DAY, HOUR] as const)
  return `${Math.floor(milliseconds / big)} ${large} ${Math.floor((milliseconds % big) / little)} ${small}`
}

/** {@link duration} of seconds. */
export function seconds(value: number | null | undefined): string {
  return isNothing(value) ? DASH : duration(value * SECOND)
}

/** `12:34:56` today's way, in the reader's time zone, with the date when it is another day than `now`. */
export function time(milliseconds: number | null | undefined, now = Date.now()): string {
  if (isNothing(milliseconds)) return DASH
  const date = new Date(milliseconds)
  const clock = date.toLocaleTimeString('en-GB')
  const isToday = date.toDateString() === new Date(now).toDateString()
  return isToday ? clock : `${date.toLocaleDateString('en-CA')} ${clock}`
}

/** How long ago a time is; `in the future` for one to come. */
export function ago(milliseconds: number | null | undefined, now: number): string {
  if (isNothing(milliseconds)) return DASH
  return milliseconds > now ? `in ${duration(milliseconds - now)}` : `${duration(now - milliseconds)} ago`
}

/** `42 %`. */
export function percent(share: number | null | undefined): string {
  return isNothing(share) ? DASH : `${Math.round(share * 100)} %`
}
