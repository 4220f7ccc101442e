export * from '../text/timestamp-text'
