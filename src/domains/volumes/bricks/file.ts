import { call } from '../../../kernel/remote/index.ts';
import { requireDone } from '../require-done.ts';
import { AT_BOOT, type Backing } from './backing.ts';
import { fileFacts } from './programs/file-facts.ts';
import { removeFile } from './programs/remove-file.ts';
import { reserveFile } from './programs/reserve-file.ts';
import { sizeFile } from './programs/size-file.ts';
import type { BrickSpec } from './provisioner.ts';
import { requireRoom } from './require-room.ts';

const BYTES_PER_KIB = 1024;

/** An image file in the device's folder, mounted through a loop device (DECISIONS, "file devices"). */
export const fileBacking: Backing = {
  source: imageOf,
  mountOptions: ({ mountOptions }) => `loop,${mountOptions}`,
  fstabLine: (brick, target, { mountOptions }) => `${imageOf(brick)} ${target} xfs loop,${AT_BOOT},${mountOptions} 0 0`,

  observe: async (host, brick) => {
    const facts = await host.read(call(fileFacts, { path: imageOf(brick) }));
    if (facts === 'absent') return 'absent';
    return facts.sizeBytes === brick.sizeKib * BYTES_PER_KIB ? 'whole' : 'partial';
  },

  make: async (host, brick, { sparseImages }) => {
    // Blocks that are reserved already stay; an image that is cut short is lengthened.
    const program = sparseImages ? sizeFile : reserveFile;
    const make = call(program, { bytes: brick.sizeKib * BYTES_PER_KIB, path: imageOf(brick) });
    requireRoom(host, brick, make, await host.change(make));
  },

  destroy: async (host, brick) => {
    const remove = call(removeFile, { path: imageOf(brick) });
    requireDone(host, remove, await host.change(remove));
  },
};

function imageOf({ deviceName, id }: BrickSpec): string {
  return `${deviceName}/${id}.img`;
}
