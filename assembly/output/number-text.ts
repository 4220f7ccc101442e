export * from '../text/integer-text'
export * from '../text/double-text'
