import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{client,src}/**/*.test.ts', 'test/{architecture,docs,examples,process,simulation}/**/*.test.ts'],
    // Only PostgreSQL has what they look for (vitest.store.config.ts).
    exclude: ['**/node_modules/**', 'src/domains/volumes/operations/claims-at-once.test.ts'],
    reporters: ['default', './test/examples/ticks.ts', './test/counts.ts'],
    testTimeout: 30_000,
    // One core is left out otherwise; the simulations keep all of them busy.
    maxWorkers: availableParallelism(),
  },
});
