/** What the tests of this room call. */
export { writeDouble } from './double-text'
export { writeInteger } from './integer-text'
