import { boolean, integer, text } from '../key.ts';

export const heketiBricksSection = {
  maxSizeGib: integer({
    default: 4096,
    min: 1,
    heketi: { path: 'glusterfs.brick_max_size_gb', convert: 'zero-is-default' },
    meaning: 'Largest brick in GiB.',
  }),
  minSizeGib: integer({
    default: 1,
    min: 1,
    heketi: { path: 'glusterfs.brick_min_size_gb', convert: 'zero-is-default' },
    meaning: 'Smallest brick in GiB.',
  }),
  maxPerVolume: integer({
    default: 32,
    min: 1,
    heketi: { path: 'glusterfs.max_bricks_per_volume', convert: 'zero-is-default' },
    meaning: 'Bricks that a volume may have, all replicas counted.',
  }),
  averageFileSizeKib: integer({
    default: 64,
    min: 1,
    heketi: { path: 'glusterfs.average_file_size_kb', convert: 'zero-is-default' },
    meaning: 'Average file size in KiB from which the size of an arbiter brick follows.',
  }),
};

export const heketiVolumeOptionsSection = {
  preRequest: text({
    default: '',
    heketi: { path: 'glusterfs.pre_request_volume_options', env: 'HEKETI_PRE_REQUEST_VOLUME_OPTIONS' },
    meaning: 'Gluster options, `key value` separated by commas, that stand before those of a request.',
  }),
  postRequest: text({
    default: '',
    heketi: { path: 'glusterfs.post_request_volume_options', env: 'HEKETI_POST_REQUEST_VOLUME_OPTIONS' },
    meaning: 'Gluster options, `key value` separated by commas, that stand after those of a request and so win.',
  }),
};

export const heketiBlockVolumesSection = {
  autoCreateHosting: boolean({
    default: false,
    heketi: { path: 'glusterfs.auto_create_block_hosting_volume', env: 'HEKETI_AUTO_CREATE_BLOCK_HOSTING_VOLUME' },
    meaning: 'Create a block hosting volume when no existing one has room for a block volume.',
  }),
  hostingSizeGib: integer({
    default: 1024,
    min: 1,
    heketi: {
      path: 'glusterfs.block_hosting_volume_size',
      env: 'HEKETI_BLOCK_HOSTING_VOLUME_SIZE',
      convert: 'not-positive-is-default',
    },
    meaning: 'Size in GiB of a block hosting volume that is created on demand.',
  }),
  hostingOptions: text({
    default: 'group gluster-block',
    heketi: { path: 'glusterfs.block_hosting_volume_options', env: 'HEKETI_BLOCK_HOSTING_VOLUME_OPTIONS' },
    meaning: 'Gluster options, `key value` separated by commas, of every block hosting volume.',
  }),
};
