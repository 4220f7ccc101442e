/** Where a setting's value came from. */
export type Origin = 'default' | 'file' | 'environment'

/** By the setting's key. */
export type Origins = Readonly<Record<string, Origin>>
