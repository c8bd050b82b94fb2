import { integer } from '../key.ts';

/** How much is carried out at a time, and how long its record is kept. */
export const operationsSection = {
  running: integer({ default: 64, min: 1, max: 1_000, meaning: 'Operations that this server runs at the same time.' }),
  queued: integer({
    default: 1_000,
    min: 1,
    meaning: 'Operations that may wait for a place, over all servers; beyond it the answer is 429.',
  }),
  keepDays: integer({ default: 90, min: 1, meaning: 'Days that operations are kept after their end.' }),
  keepOutputDays: integer({
    default: 14,
    min: 1,
    meaning: 'Days that the commands of operations and their output are kept.',
  }),
};

export const eventsSection = {
  keepDays: integer({ default: 7, min: 1, meaning: 'Days that events are kept.' }),
};
