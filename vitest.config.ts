import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/{architecture,docs,process,simulation}/**/*.test.ts'],
    reporters: ['default', './test/counts.ts'],
    testTimeout: 30_000,
  },
});
