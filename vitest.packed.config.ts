import { defineConfig } from 'vitest/config';

/** The package that `npm run pack` makes, installed as others would; npm reaches its registry. */
export default defineConfig({
  test: {
    name: 'packed',
    include: ['test/packed/**/*.test.ts'],
    reporters: ['default', './test/counts.ts'],
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
