import type { VolumeOption, VolumeSettings } from '../domains/volumes/index.ts';
import type { Config } from '../kernel/config/index.ts';

/** What the configuration says about volumes, in the words of their domain (contract heketi-engine §1.7, §5.3). */
export function volumeSettings({ heketi }: Config): VolumeSettings {
  const { bricks, commands, volumeOptions } = heketi;
  const { xfsStripeUnit, xfsStripeWidth, lvmWrapper } = commands;
  const hasStripe = xfsStripeUnit > 0 && xfsStripeWidth > 0;
  return {
    minBrickGib: bricks.minSizeGib,
    maxBrickGib: bricks.maxSizeGib,
    maxBricksPerVolume: bricks.maxPerVolume,
    maxVolumesPerCluster: heketi.maxVolumesPerCluster < 0 ? Number.MAX_SAFE_INTEGER : heketi.maxVolumesPerCluster,
    zoneChecking: heketi.zoneChecking,
    optionsBefore: optionsIn(volumeOptions.preRequest),
    optionsAfter: optionsIn(volumeOptions.postRequest),
    fstab: commands.fstab,
    mountOptions: commands.mountOptions,
    backupLvmMetadata: commands.backupLvmMetadata,
    pvDataAlignment: commands.pvDataAlignment,
    vgPhysicalExtentSize: commands.vgPhysicalExtentSize,
    lvChunkSize: commands.lvChunkSize,
    snapshotLimit: commands.snapshotLimit,
    ...(hasStripe ? { xfsStripe: { unit: String(xfsStripeUnit), width: String(xfsStripeWidth) } } : {}),
    ...(lvmWrapper === undefined ? {} : { lvmWrapper }),
  };
}

/** `key value` separated by commas, as in heketi.json. A part without a value is none. */
function optionsIn(text: string): readonly VolumeOption[] {
  return text.split(',').flatMap((part) => {
    const [, key, value] = /^(\S+)\s+(.*)$/.exec(part.trim()) ?? [];
    return key === undefined || value === undefined ? [] : [{ key, value }];
  });
}
