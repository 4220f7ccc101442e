import { expect, it } from 'vitest'
import { SnapshotLog } from '../../../src/engine/commit/snapshot-log.js'
import { recordingLogger } from '../../support/kafka.js'

it('the log tells of the first snapshot, of growth to twice the size, of failures and of the first one after them', () => {
  const logger = recordingLogger()
  const log = new SnapshotLog(logger)
  const stored = (bytes: number): void => log.stored({ id: 'x', epoch: 1, bytes, seconds: 0.1, at: 0 })
  const said = (...sizes: number[]): string[] => {
    const from = logger.lines.length
    sizes.forEach(stored)
    return logger.lines.slice(from).map((line) => line.split(' {')[0] ?? '')
  }
  expect(said(100, 100, 150, 199)).toEqual(['info the first snapshot is stored'])
  expect(said(200, 300, 10, 399)).toEqual(['info snapshots have grown'])
  expect(logger.lines.at(-1)).toContain('"bytes":200')
  log.failed(new Error('no space left'))
  log.failed(new Error('no space left'))
  expect(said(50, 60, 99)).toEqual(['info snapshots are stored again'])
  expect(said(100)).toEqual(['info snapshots have grown'])
  expect(logger.lines.filter((line) => line.startsWith('error a snapshot could not be stored'))).toHaveLength(
    2
  )
})
