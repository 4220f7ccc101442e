/** What the tests of this room call. */
export { scanDocument } from './document'
export { templateFits, templatesEnable } from './template-set'
