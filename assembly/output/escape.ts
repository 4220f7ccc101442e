export * from '../text/escape'
