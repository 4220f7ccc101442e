/** Settings that an application of one's own brings along. */
import type { z } from 'zod'

/** Values of settings by name, their types not known. */
export type SettingValues = Readonly<Record<string, unknown>>

/** Settings by {@link defineSettings}, with values of type `V`. */
export class SettingsDeclaration<V extends object = object> {
  /** For the type checker only: nothing holds it at run time. */
  declare readonly values: V

  constructor(readonly schema: z.ZodObject) {}
}

/**
 * Declares the settings of an application's jobs: one member of the schema each, read from the environment variable of
 * that name in any case, or from the settings file. What comes in is text, so numbers are `z.coerce.number()`; a member
 * without a default must be set, and `.describe()` says what it is for. They are listed by `millrace config` and
 * checked at start together with all other settings.
 *
 * ```ts
 * const settings = defineSettings(
 *   z.object({ shop_window_minutes: z.coerce.number().int().min(1).default(5).describe('Length of the windows.') })
 * )
 * ```
 */
export function defineSettings<S extends z.ZodObject>(schema: S): SettingsDeclaration<Readonly<z.output<S>>> {
  return new SettingsDeclaration(schema)
}
