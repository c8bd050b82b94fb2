import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../domains/volumes/index.ts';
import { loadConfig } from '../kernel/config/index.ts';
import { volumeSettings } from './volume-settings.ts';

const settingsWith = (environment: Readonly<Record<string, string>>) =>
  volumeSettings(loadConfig({ env: environment, flags: {}, readFile: () => '' }).config);

describe('the settings of volumes', () => {
  it("are Heketi's own where nobody says anything", () => {
    expect(settingsWith({})).toEqual(DEFAULT_SETTINGS);
  });

  it('read options as heketi.json writes them', () => {
    const settings = settingsWith({
      HEKETI_PRE_REQUEST_VOLUME_OPTIONS: 'group virt, nfs.disable on,,',
      HEKETI_POST_REQUEST_VOLUME_OPTIONS: 'user.note a b',
    });
    expect(settings.optionsBefore).toEqual([
      { key: 'group', value: 'virt' },
      { key: 'nfs.disable', value: 'on' },
    ]);
    expect(settings.optionsAfter).toEqual([{ key: 'user.note', value: 'a b' }]);
  });

  it('know no limit of volumes where it is negative', () => {
    const { maxVolumesPerCluster } = settingsWith({ HEKETI_GLUSTER_MAX_VOLUMES_PER_CLUSTER: '-1' });
    expect(maxVolumesPerCluster).toBe(Number.MAX_SAFE_INTEGER);
  });
});
