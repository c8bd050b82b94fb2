import { boolean, integer, text } from '../key.ts';

// Heketi has these once under sshexec and once under kubeexec, though only one executor runs at a time.
const inBoth = (name: string): readonly [string, string] => [`glusterfs.sshexec.${name}`, `glusterfs.kubeexec.${name}`];

/** What the commands on storage hosts look like. */
export const heketiCommandsSection = {
  fstab: text({
    default: '/etc/fstab',
    heketi: { path: inBoth('fstab'), env: 'HEKETI_FSTAB' },
    meaning: 'File on the storage hosts that lists the mounts of bricks.',
  }),
  mountOptions: text({
    default: 'rw,inode64,noatime,nouuid',
    heketi: { path: inBoth('mountopts'), env: 'HEKETI_MOUNT_OPTS' },
    meaning: 'Mount options of bricks.',
  }),
  snapshotLimit: integer({
    default: 0,
    min: 0,
    heketi: { path: inBoth('snapshot_limit'), env: 'HEKETI_SNAPSHOT_LIMIT' },
    meaning: 'Gluster snapshots that a volume may have; 0 leaves the limit of Gluster alone.',
  }),
  rebalanceOnExpansion: boolean({
    default: true,
    heketi: { env: 'HEKETI_GLUSTERAPP_REBALANCE_ON_EXPANSION' },
    meaning: 'Rebalance a volume after it was expanded.',
  }),
  backupLvmMetadata: boolean({
    default: false,
    heketi: { path: inBoth('backup_lvm_metadata') },
    meaning: 'Let LVM archive its metadata at each change.',
  }),
  glusterTimeoutS: integer({
    default: 600,
    min: 1,
    heketi: { path: inBoth('gluster_cli_timeout'), env: 'HEKETI_GLUSTER_CLI_TIMEOUT', convert: 'zero-is-default' },
    max: 432_000,
    meaning:
      'Seconds that a gluster command of an operation may take. One that takes longer is not given up: what it did is looked for, and the operation goes on from there.',
  }),
  pvDataAlignment: text({
    default: '256K',
    heketi: { path: inBoth('pv_data_alignment') },
    meaning: 'Data alignment of a physical volume, as pvcreate takes it.',
  }),
  vgPhysicalExtentSize: text({
    default: '4M',
    heketi: { path: inBoth('vg_physicalextentsize') },
    meaning: 'Extent size of a volume group, as vgcreate takes it.',
  }),
  lvChunkSize: text({
    default: '256K',
    heketi: { path: inBoth('lv_chunksize') },
    meaning: 'Chunk size of a thin pool, as lvcreate takes it.',
  }),
  xfsStripeWidth: integer({
    default: 0,
    min: 0,
    heketi: { path: inBoth('xfs_sw') },
    meaning: 'Stripe width (`sw`) for mkfs.xfs, with `xfsStripeUnit`; 0 lets mkfs.xfs decide.',
  }),
  xfsStripeUnit: integer({
    default: 0,
    min: 0,
    heketi: { path: inBoth('xfs_su') },
    meaning: 'Stripe unit (`su`) for mkfs.xfs, with `xfsStripeWidth`; 0 lets mkfs.xfs decide.',
  }),
  debugUmountFailures: boolean({
    default: false,
    heketi: { path: inBoth('debug_umount_failures'), env: 'HEKETI_DEBUG_UMOUNT_FAILURES' },
    meaning: 'Say who holds a brick that cannot be unmounted: its host needs lsof.',
  }),
  blockPreallocation: text({
    default: 'full',
    heketi: { path: inBoth('block_prealloc'), env: 'HEKETI_BLOCK_VOLUME_DEFAULT_PREALLOC' },
    meaning: 'How gluster-block preallocates a block volume, as its option `prealloc` takes it.',
  }),
  lvmWrapper: text({
    heketi: { path: inBoth('lvm_wrapper'), env: 'HEKETI_LVM_WRAPPER' },
    meaning: 'Program that is put before each LVM command.',
  }),
};
