import { defineConfig } from 'vitest/config';

/** The transports over SSH, on real servers of OpenSSH (lab/sshd); needs root. */
export default defineConfig({
  test: {
    name: 'ssh',
    include: ['test/remote/**/*.test.ts'],
    reporters: ['default', './test/counts.ts'],
    testTimeout: 60_000,
  },
});
