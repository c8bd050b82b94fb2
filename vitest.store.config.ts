import { defineConfig } from 'vitest/config';

/** The store on a real PostgreSQL server and on file systems that really are full or read-only; needs root. */
export default defineConfig({
  test: {
    name: 'store',
    include: [
      'test/store/**/*.test.ts',
      'src/kernel/operations/{engine,queue,list,trouble}.test.ts',
      'src/domains/volumes/volumes.test.ts',
      'src/domains/volumes/operations/{batches,claims-at-once}.test.ts',
    ],
    // The engine's own tests and those of the inventory, on PostgreSQL this time.
    env: { TEST_ENGINE_STORE: 'postgres' },
    reporters: ['default', './test/counts.ts'],
    testTimeout: 60_000,
    // One test restarts the server that the others would use.
    fileParallelism: false,
  },
});
