import { defineConfig } from 'vitest/config';

/** Several servers on one PostgreSQL store, killed and stopped under load. */
export default defineConfig({
  test: {
    name: 'chaos',
    include: ['test/chaos/**/*.test.ts'],
    reporters: ['default', './test/counts.ts'],
    // On a busy machine a folder of files takes its time to go.
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
