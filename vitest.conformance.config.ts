import { defineConfig } from 'vitest/config';

/** Clients that others wrote, unmodified, against the product and against what they were written for (lab/heketi). */
export default defineConfig({
  test: {
    name: 'conformance',
    include: ['test/conformance/**/*.test.ts'],
    reporters: ['default', './test/conformance/counts-by-client.ts', './test/counts.ts'],
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
