import { volumeOptionsIn } from '../api/heketi/index.ts';
import { DEFAULT_SETTINGS, type VolumeSettings } from '../domains/volumes/index.ts';
import type { Config } from '../kernel/config/index.ts';

/** What the configuration says about volumes, in the words of their domain (contract heketi-engine §1.7, §5.3). */
export function volumeSettings({ heketi, volumes }: Config): VolumeSettings {
  const { bricks, commands, volumeOptions, blockVolumes } = heketi;
  const { xfsStripeUnit, xfsStripeWidth, lvmWrapper } = commands;
  const hasStripe = xfsStripeUnit > 0 && xfsStripeWidth > 0;
  return {
    minBrickGib: bricks.minSizeGib,
    maxBrickGib: bricks.maxSizeGib,
    maxBricksPerVolume: bricks.maxPerVolume,
    maxVolumesPerCluster: heketi.maxVolumesPerCluster < 0 ? Number.MAX_SAFE_INTEGER : heketi.maxVolumesPerCluster,
    minArbiterMib: volumes.minArbiterMib,
    averageFileSizeKib: bricks.averageFileSizeKib,
    zoneChecking: heketi.zoneChecking,
    optionsBefore: volumeOptionsIn(volumeOptions.preRequest),
    optionsAfter: volumeOptionsIn(volumeOptions.postRequest),
    hosting: {
      ...DEFAULT_SETTINGS.hosting,
      options: volumeOptionsIn(blockVolumes.hostingOptions),
      autoCreate: blockVolumes.autoCreateHosting,
      sizeGib: blockVolumes.hostingSizeGib,
    },
    // As Heketi takes it: anything else is the default.
    blockPrealloc: /^[a-zA-Z0-9_-]+$/.test(commands.blockPreallocation) ? commands.blockPreallocation : 'full',
    fstab: commands.fstab,
    mountOptions: commands.mountOptions,
    createAttempts: heketi.retries.volumeCreate + 1,
    sparseImages: volumes.sparseImages,
    backupLvmMetadata: commands.backupLvmMetadata,
    pvDataAlignment: commands.pvDataAlignment,
    vgPhysicalExtentSize: commands.vgPhysicalExtentSize,
    lvChunkSize: commands.lvChunkSize,
    snapshotLimit: commands.snapshotLimit,
    glusterTimeoutS: commands.glusterTimeoutS,
    namesBrickUsers: commands.debugUmountFailures,
    rebalanceOnExpansion: commands.rebalanceOnExpansion,
    ...(hasStripe ? { xfsStripe: { unit: String(xfsStripeUnit), width: String(xfsStripeWidth) } } : {}),
    ...(lvmWrapper === undefined ? {} : { lvmWrapper }),
  };
}
