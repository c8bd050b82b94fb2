import { defineConfig } from 'vitest/config';

/** The image of deploy/Containerfile, built and run by podman (lab/podman); needs root. */
export default defineConfig({
  test: {
    name: 'container',
    include: ['test/container/**/*.test.ts'],
    reporters: ['default', './test/counts.ts'],
    testTimeout: 120_000,
    hookTimeout: 900_000,
  },
});
