import { expect, it } from 'vitest'
import { parseSettings } from '../../src/config/settings.js'
import { kafkaConnection } from '../../src/service/kafka-options.js'

it('source, sink, lease and snapshots of one service share what is known of its sign-in', () => {
  const { settings } = parseSettings({})
  const { settings: others } = parseSettings({})
  const { history } = kafkaConnection(settings)
  expect(history).toEqual({ hasWorked: false })
  expect(kafkaConnection(settings).history).toBe(history)
  expect(kafkaConnection(others).history).not.toBe(history)
})
