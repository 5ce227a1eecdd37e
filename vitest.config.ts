import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/soak/**', 'node_modules/**'],
    // real processes on small machines: a few files at a time, generous limits
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    // on a machine that is shared a failure alone may be the machine's: it is tried once more, and told of by name (docs/decisions/0187)
    retry: process.env.CI ? 1 : 0,
    pool: 'forks',
    maxWorkers: 2,
    setupFiles: ['tests/support/say-more.ts'],
  },
});
