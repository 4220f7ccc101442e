import path from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Jobs import the package by its name; tests run the sources of it.
  resolve: {
    alias: [
      { find: /^millrace\/testing$/, replacement: path.join(import.meta.dirname, 'src/testing/index.ts') },
      { find: /^millrace$/, replacement: path.join(import.meta.dirname, 'src/index.ts') }
    ]
  },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    globalSetup: ['test/support/kafka-global-setup.ts'],
    // test/support/kernels.ts looks at parts of the kernels that the production module keeps to itself.
    env: {
      KERNELS_WASM: process.env['KERNELS_WASM'] ?? path.join(import.meta.dirname, 'build/kernels-test.wasm')
    },
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
