import { defineConfig } from 'vitest/config';

/** The product on virtual machines with disks, LVM and systemd (lab/vms); needs root. */
export default defineConfig({
  test: {
    name: 'vms',
    include: ['test/vms/**/*.test.ts'],
    reporters: ['default', './test/counts.ts'],
    // Guests are emulated where the processor has no virtualisation: a boot takes minutes on a busy machine.
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
    // There is one set of guests.
    fileParallelism: false,
  },
});
