import { defineConfig } from 'vitest/config';

/** The store on a real PostgreSQL server and on file systems that really are full or read-only; needs root. */
export default defineConfig({
  test: {
    name: 'store',
    include: ['test/store/**/*.test.ts'],
    reporters: ['default', './test/counts.ts'],
    testTimeout: 60_000,
    // One test restarts the server that the others would use.
    fileParallelism: false,
  },
});
