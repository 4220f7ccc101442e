export * from './header'
export * from './jobs'
export { planLoad } from './check'
