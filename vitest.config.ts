import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const brokerSetup = 'test/support/kafka-global-setup.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    globalSetup: existsSync(brokerSetup) ? [brokerSetup] : [],
    reporters: ['default', './test/support/summary-reporter.ts'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text', 'json-summary'],
      reportsDirectory: 'coverage',
      thresholds: { lines: 90 }
    }
  }
})
