import { Beginning, defineAffix } from '../affix'

/** Whether text a begins with text b. */
export function define(code: u32): void {
  defineAffix<Beginning>(code)
}
