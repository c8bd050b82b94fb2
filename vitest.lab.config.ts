import { defineConfig } from 'vitest/config';

/** The product on real hosts with GlusterFS (lab/gluster); needs root. */
export default defineConfig({
  test: {
    name: 'lab',
    include: ['test/lab/**/*.test.ts'],
    reporters: ['default', './test/counts.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // There is one set of hosts.
    fileParallelism: false,
  },
});
