import { End, defineAffix } from '../affix'

/** Whether text a ends with text b. */
export function define(code: u32): void {
  defineAffix<End>(code)
}
