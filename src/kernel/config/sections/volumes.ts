import { boolean, integer } from '../key.ts';

/** Volumes, beyond what Heketi has settings for (those are under `heketi`). */
export const volumesSection = {
  minArbiterMib: integer({
    default: 512,
    min: 16,
    meaning:
      'Smallest arbiter brick in MiB. Heketi has 16, and newer versions of mkfs.xfs make nothing smaller than 300.',
  }),
  sparseImages: boolean({
    default: false,
    meaning:
      'Let images of bricks on file devices take their blocks only as they are written: for tests, since more than there are can be promised.',
  }),
  examination: {
    everyS: integer({
      default: 3600,
      min: 0,
      max: 31_536_000,
      meaning:
        'Seconds between two examinations of the hosts of a cluster against the store; 0 examines only what is asked for.',
    }),
    poolAlarmPercent: integer({
      default: 80,
      min: 1,
      max: 100,
      meaning: 'How full the data or metadata of a thin pool may become before an examination tells of it.',
    }),
  },
};
