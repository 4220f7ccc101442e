/**
 * Events of one type, one user agent and one width of load_time differ only in digits. A template is the whole event
 * with zeros where those digits go, and the places of them: writing an event is one copy and a few patches.
 */
export interface EventTemplate {
  /** JSON text and a closing newline. */
  readonly bytes: Uint8Array
  /** Where the digits of each part start. */
  readonly holes: Readonly<Record<Hole, number>>
}

/** Digits of each part; load_time has as many as the template is made for. */
export const HOLE_WIDTHS = {
  eventId: 32,
  userId: 8,
  page: 4,
  address: 2,
  sessionId: 12,
  campaign: 1,
  loadTime: 0,
  interactionTime: 4,
  timestamp: 13
} as const

export type Hole = keyof typeof HOLE_WIDTHS

/** Event types in percent of the traffic; `scroll` and `purchase` are there to be filtered out. */
export const EVENT_TYPES: readonly (readonly [type: string, percent: number])[] = [
  ['page_view', 50],
  ['click', 20],
  ['add_to_cart', 10],
  ['conversion', 8],
  ['scroll', 7],
  ['purchase', 5]
]

/** One in four is a phone; there is a tablet, a bot, and one without any of these words. */
export const USER_AGENTS: readonly string[] = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Android 13; Tablet; rv:139.0) Gecko/139.0 Firefox/139.0',
  'Mozilla/5.0 (compatible; Bingbot/2.0; Bot; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0'
]

/** Widest load_time, digits. */
const LOAD_TIME_WIDTH = 4

/** The event in order: literal text, and the names of holes. */
function eventParts(type: string, userAgent: string, hasLoadTime: boolean): string[] {
  return [
    ...['{"event":{"id":"', 'eventId', `","type":"${type}"},`],
    `"device":{"user_agent":${JSON.stringify(userAgent)},"screen_width":1920,"screen_height":1080},`,
    ...['"user":{"id":"u-', 'userId', '"},'],
    ...['"context":{"url":"https://shop.example.com/products/', 'page', '","referrer":null,'],
    ...['"ip_address":"10.20.30.1', 'address', '","session_id":"s-', 'sessionId', '"},'],
    ...['"properties":{"campaign":"c-', 'campaign', '","currency":"EUR","logged_in":true},'],
    ...[
      '"metrics":{"load_time":',
      hasLoadTime ? 'loadTime' : 'null',
      ',"interaction_time":',
      'interactionTime'
    ],
    ...['},"timestamp":', 'timestamp', '}\n']
  ]
}

function isHole(part: string): part is Hole {
  return part in HOLE_WIDTHS
}

function buildTemplate(type: string, userAgent: string, loadTimeWidth: number): EventTemplate {
  const holes: Record<Hole, number> = {
    eventId: 0,
    userId: 0,
    page: 0,
    address: 0,
    sessionId: 0,
    campaign: 0,
    loadTime: 0,
    interactionTime: 0,
    timestamp: 0
  }
  let text = ''
  for (const part of eventParts(type, userAgent, loadTimeWidth > 0)) {
    if (isHole(part)) {
      holes[part] = text.length
      text += '0'.repeat(part === 'loadTime' ? loadTimeWidth : HOLE_WIDTHS[part])
    } else {
      text += part
    }
  }
  return { bytes: Buffer.from(text, 'latin1'), holes }
}

/** All templates; index them by {@link templateIndex}. */
export function buildTemplates(): EventTemplate[] {
  return EVENT_TYPES.flatMap(([type]) =>
    USER_AGENTS.flatMap((agent) =>
      Array.from({ length: LOAD_TIME_WIDTH + 1 }, (_, width) => buildTemplate(type, agent, width))
    )
  )
}

/** `type` and `userAgent` are positions in the lists above; a width of 0 stands for null. */
export function templateIndex(type: number, userAgent: number, loadTimeWidth: number): number {
  return (type * USER_AGENTS.length + userAgent) * (LOAD_TIME_WIDTH + 1) + loadTimeWidth
}
