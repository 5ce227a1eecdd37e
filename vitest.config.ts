import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/soak/**', 'node_modules/**'],
    // real processes on small machines: a few files at a time, generous limits
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // hundreds of real processes on two busy cores: a test fails when it fails twice; the report names what was tried again
    retry: process.env.CI ? 1 : 0,
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: [],
  },
});
