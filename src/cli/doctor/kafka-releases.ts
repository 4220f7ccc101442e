/** Levels of `metadata.version` at which a release of Kafka begins, newest first. */
const RELEASES: readonly (readonly [level: number, release: string])[] = [
  [28, '4.2'],
  [26, '4.1'],
  [22, '4.0'],
  [21, '3.9'],
  [20, '3.8'],
  [15, '3.7'],
  [12, '3.6'],
  [9, '3.5'],
  [8, '3.4'],
  [4, '3.3']
]

/** The release whose features a cluster has agreed on; its programs may be newer. */
export function releaseOf(level: number): string {
  const [newest] = RELEASES
  const release = RELEASES.find(([begins]) => begins <= level)?.[1] ?? 'before 3.3'
  return newest !== undefined && level > newest[0] + 1 ? `after ${newest[1]}` : release
}
