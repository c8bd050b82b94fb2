import { boolean } from '../key.ts';

/** Volumes, beyond what Heketi has settings for (those are under `heketi`). */
export const volumesSection = {
  sparseImages: boolean({
    default: false,
    meaning:
      'Let images of bricks on file devices take their blocks only as they are written: for tests, since more than there are can be promised.',
  }),
};
