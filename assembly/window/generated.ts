/** Made by scripts/contract.mjs from WINDOW_KINDS in src/table/functions/. */
import { define as define_tumble } from './kinds/tumble'
import { define as define_hop } from './kinds/hop'
import { define as define_session } from './kinds/session'
import { define as define_cumulate } from './kinds/cumulate'

export const TUMBLE_CODE: u32 = 0
export const HOP_CODE: u32 = 1
export const SESSION_CODE: u32 = 2
export const CUMULATE_CODE: u32 = 3

/** Lets every entry define itself under its code. */
export function defineAll(): void {
  define_tumble(TUMBLE_CODE)
  define_hop(HOP_CODE)
  define_session(SESSION_CODE)
  define_cumulate(CUMULATE_CODE)
}
