import type { DocumentExamples } from '../example.ts';

/** What Heketi's client shows of block volumes: in a hosting volume that was made by hand. */
export const blockVolumesPage: DocumentExamples = {
  document: "Heketi's client on block volumes",
  examples: [
    {
      shows: 'heketi-cli volume create --block, a volume that holds block volumes',
      steps: [
        {
          method: 'POST',
          path: '/volumes',
          json: { size: 100, block: true, durability: { type: 'replicate', replicate: { replica: 3 } } },
          status: 202,
          end: 303,
          has: { block: true, blockinfo: { freesize: 98, reservedsize: 2 } },
          keep: { hosting: ['id'] },
        },
      ],
    },
    {
      shows: 'heketi-cli volume set-block-hosting-restriction locked, and unlocked',
      steps: [
        {
          method: 'POST',
          path: '/volumes/{hosting}/block-restriction',
          json: { restriction: 'locked' },
          status: 202,
          end: 303,
          has: { blockinfo: { restriction: 'locked' } },
        },
        {
          method: 'POST',
          path: '/volumes/{hosting}/block-restriction',
          json: {},
          status: 202,
          end: 303,
          has: { blockinfo: { freesize: 98, reservedsize: 2 } },
        },
      ],
    },
    {
      shows: 'heketi-cli blockvolume create, with a login, list and info',
      steps: [
        {
          method: 'POST',
          path: '/blockvolumes',
          json: { size: 10, name: 'disk', hacount: 3, auth: true },
          status: 202,
          end: 303,
          has: { size: 10, name: 'disk', hacount: 3, blockhostingvolume: '{hosting}', usablesize: 10 },
          keep: { disk: ['id'] },
        },
        { method: 'GET', path: '/blockvolumes', status: 200, has: { blockvolumes: ['{disk}'] } },
        { method: 'GET', path: '/blockvolumes/{disk}', status: 200, has: { blockvolume: { lun: 0 } } },
      ],
    },
    {
      shows: 'heketi-cli blockvolume expand, to a size',
      steps: [
        {
          method: 'POST',
          path: '/blockvolumes/{disk}/expand',
          json: { new_size: 20 },
          status: 202,
          end: 303,
          has: { size: 20, usablesize: 20 },
        },
      ],
    },
    {
      shows: 'heketi-cli blockvolume delete, and the volume that held it',
      steps: [
        { method: 'DELETE', path: '/blockvolumes/{disk}', status: 202, end: 204 },
        { method: 'DELETE', path: '/volumes/{hosting}', status: 202, end: 204 },
      ],
    },
  ],
};
