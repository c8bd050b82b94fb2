import { Eviction } from '../bricks.ts';
import { VolumeCreate } from '../create-volume.ts';
import { VolumeExpand } from '../expand-volume.ts';
import { BlockVolume, BlockVolumeList, Volume, VolumeList } from './answer-shapes.ts';
import type { DescribedBody, DescribedRoute } from './described-route.ts';
import { BlockRestriction } from '../block-restriction.ts';
import { BlockVolumeCreate, BlockVolumeExpand } from '../block-volumes.ts';
import { VolumeClone } from '../clone-volume.ts';

const NAME = { pattern: '^[a-zA-Z0-9_-]*$' };
const SIZE = { minimum: 1, description: 'GiB.' };
const CLUSTERS = { description: 'Their ids: the first one with room takes it. All clusters without any.' };
const NO_SPACE = 'There is no place for it: the body says why.';
const BUSY = 'Too many operations are under way.';

const volumeBody: DescribedBody = {
  title: 'VolumeCreateRequest',
  reads: VolumeCreate,
  required: ['size'],
  keys: {
    size: SIZE,
    name: { ...NAME, description: '`vol_ID` without one.' },
    clusters: CLUSTERS,
    'durability.type': { enum: ['', 'none', 'replicate', 'disperse'] },
    'durability.replicate.replica': { minimum: 0, maximum: 3, description: '2 where it is 0.' },
    'durability.disperse.data': { description: 'With `redundancy` 2+1, 4+2, 8+3 or 8+4.' },
    gid: { minimum: 0, maximum: 2_147_483_646, description: 'The group that may write.' },
    glustervolumeoptions: { description: 'Each a name and a value with a blank between them.' },
    block: { description: 'Whether it is to hold block volumes.' },
    'snapshot.factor': {
      description: 'How much more space than its size a brick gets, 1 to 100; needed with `enable`.',
    },
  },
};

/** Routes of volumes, block volumes and bricks: contract heketi-api §9.6 to §9.8. */
export const volumeRoutes: Readonly<Record<string, DescribedRoute>> = {
  'POST /volumes': {
    name: 'VolumeCreate',
    tag: 'volumes',
    summary: 'Make a volume',
    body: volumeBody,
    answer: { queued: { leadsTo: 'volume' } },
    refusals: { 429: BUSY, 500: NO_SPACE },
  },
  'GET /volumes': {
    name: 'VolumeList',
    tag: 'volumes',
    summary: 'List volumes',
    answer: { status: 200, description: 'Their ids, those of block hosting volumes among them.', body: VolumeList },
  },
  'GET /volumes/{id}': {
    name: 'VolumeInfo',
    tag: 'volumes',
    summary: 'Show a volume',
    answer: { status: 200, description: 'The volume.', body: Volume },
  },
  'POST /volumes/{id}/expand': {
    name: 'VolumeExpand',
    tag: 'volumes',
    summary: 'Make a volume larger',
    body: {
      title: 'VolumeExpandRequest',
      reads: VolumeExpand,
      required: ['expand_size'],
      keys: { expand_size: { minimum: 1, description: 'GiB that are added.' } },
    },
    answer: { queued: { leadsTo: 'volume' } },
    refusals: { 429: BUSY, 500: NO_SPACE },
  },
  'POST /volumes/{id}/clone': {
    name: 'VolumeClone',
    tag: 'volumes',
    summary: 'Make a volume with the same content',
    body: {
      title: 'VolumeCloneRequest',
      reads: VolumeClone,
      keys: { name: { ...NAME, description: '`vol_ID` without one.' } },
    },
    answer: { queued: { leadsTo: 'volume' } },
    refusals: { 429: BUSY, 500: 'It cannot be cloned: the body says why.' },
  },
  'POST /volumes/{id}/block-restriction': {
    name: 'VolumeSetBlockRestriction',
    tag: 'volumes',
    summary: 'Say whether a block hosting volume takes further block volumes',
    body: {
      title: 'VolumeBlockRestrictionRequest',
      reads: BlockRestriction,
      keys: { restriction: { enum: ['', 'locked'], description: 'Empty for none.' } },
    },
    answer: { queued: { leadsTo: 'volume' } },
    refusals: { 429: BUSY, 500: 'It is no block hosting volume, or has too little free space.' },
  },
  'DELETE /volumes/{id}': {
    name: 'VolumeDelete',
    tag: 'volumes',
    summary: 'Delete a volume with all that is in it',
    answer: { queued: 'nothing' },
    refusals: {
      409: 'It holds block volumes, or the database of a Heketi.',
      429: BUSY,
      500: 'Another operation works on it.',
    },
  },
  'POST /blockvolumes': {
    name: 'BlockVolumeCreate',
    tag: 'block volumes',
    summary: 'Make a block volume',
    body: {
      title: 'BlockVolumeCreateRequest',
      reads: BlockVolumeCreate,
      required: ['size'],
      keys: {
        size: SIZE,
        name: { ...NAME, description: '`blockvol_ID` without one.' },
        clusters: CLUSTERS,
        hacount: { minimum: 0, description: 'Hosts that serve it; all of them where it is 0.' },
        auth: { description: 'Whether initiators have to give the name and the password of the answer.' },
      },
    },
    answer: { queued: { leadsTo: 'blockvolume' } },
    refusals: { 429: BUSY, 500: NO_SPACE },
  },
  'GET /blockvolumes': {
    name: 'BlockVolumeList',
    tag: 'block volumes',
    summary: 'List block volumes',
    answer: { status: 200, description: 'Their ids.', body: BlockVolumeList },
  },
  'GET /blockvolumes/{id}': {
    name: 'BlockVolumeInfo',
    tag: 'block volumes',
    summary: 'Show a block volume',
    answer: { status: 200, description: 'The block volume.', body: BlockVolume },
  },
  'POST /blockvolumes/{id}/expand': {
    name: 'BlockVolumeExpand',
    tag: 'block volumes',
    summary: 'Make a block volume larger',
    body: {
      title: 'BlockVolumeExpandRequest',
      reads: BlockVolumeExpand,
      required: ['new_size'],
      keys: { new_size: { minimum: 1, description: 'Its size then, in GiB.' } },
    },
    answer: { queued: { leadsTo: 'blockvolume' } },
    refusals: { 429: BUSY, 500: NO_SPACE },
  },
  'DELETE /blockvolumes/{id}': {
    name: 'BlockVolumeDelete',
    tag: 'block volumes',
    summary: 'Delete a block volume with all that is in it',
    answer: { queued: 'nothing' },
    refusals: { 429: BUSY, 500: 'Another operation works on it.' },
  },
  'POST /bricks/to-evict/{id}': {
    name: 'BrickEvict',
    tag: 'bricks',
    summary: 'Replace a brick by one on another device',
    body: {
      title: 'BrickEvictOptions',
      reads: Eviction,
      isOptional: true,
      keys: { healcheck: { enum: ['', 'enable', 'disable'] } },
    },
    answer: { queued: 'nothing' },
    refusals: { 429: BUSY, 500: 'Another operation works on its volume.' },
  },
};
