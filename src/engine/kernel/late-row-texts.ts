/** What a row of late records is made of besides values. */
export interface LateRowNames {
  readonly job: string
  /** Of the job's keys, in the plan's order. */
  readonly keys: readonly string[]
}

/**
 * The texts between the values of a job's late rows, as assembly/output/late-rows.ts draws them:
 * `{"job":…,"key":{…},"window_start":…,"window_end":…,"records":…}`.
 */
export function encodeLateRowTexts({ job, keys }: LateRowNames): Uint8Array {
  const head = `{"job":${JSON.stringify(job)},"key":{`
  const texts = keys.map((key, index) => `${index === 0 ? head : ','}${JSON.stringify(key)}:`)
  const parts = [
    ...texts,
    `${keys.length === 0 ? head : ''}},"window_start":`,
    ',"window_end":',
    ',"records":'
  ].map((text) => Buffer.from(text))
  const lengths = Buffer.alloc(4 * parts.length)
  parts.forEach((part, index) => lengths.writeUInt32LE(part.length, 4 * index))
  return Buffer.concat([lengths, ...parts])
}
