import { boolean, integer } from '../key.ts';

export const heketiCleanerSection = {
  enabled: boolean({
    default: true,
    heketi: {
      path: 'glusterfs.disable_background_cleaner',
      env: 'HEKETI_DISABLE_BACKGROUND_CLEANER',
      convert: 'negate',
    },
    meaning: 'Try operations that are stuck again by itself; otherwise they wait for a person.',
  }),
  startAfterS: integer({
    default: 30,
    min: 1,
    heketi: { path: 'glusterfs.start_time_background_cleaner', convert: 'zero-is-default' },
    meaning: 'Seconds until an operation that got stuck is tried again; they double with each try.',
  }),
  everyS: integer({
    default: 900,
    min: 1,
    heketi: { path: 'glusterfs.refresh_time_background_cleaner', convert: 'zero-is-default' },
    meaning: 'Longest pause in seconds between two tries of a stuck operation.',
  }),
};

export const heketiMonitorSection = {
  enabled: boolean({
    default: true,
    heketi: {
      path: 'glusterfs.disable_monitor_gluster_nodes',
      env: 'HEKETI_DISABLE_HEALTH_MONITOR',
      convert: 'negate',
    },
    meaning: 'Keep looking whether the storage hosts are up.',
  }),
  startAfterS: integer({
    default: 10,
    min: 0,
    heketi: { path: 'glusterfs.start_time_monitor_gluster_nodes', convert: 'zero-is-default' },
    meaning: 'Seconds from the start to the first look.',
  }),
  everyS: integer({
    default: 120,
    min: 1,
    heketi: { path: 'glusterfs.refresh_time_monitor_gluster_nodes', convert: 'zero-is-default' },
    meaning: 'Seconds between two looks.',
  }),
};

export const heketiRetriesSection = {
  volumeCreate: integer({
    default: 4,
    min: 0,
    heketi: { path: 'glusterfs.operation_retry_limits.volume_create', convert: 'not-positive-is-default' },
    meaning: 'How often the creation of a volume is tried again, with other bricks.',
  }),
};
