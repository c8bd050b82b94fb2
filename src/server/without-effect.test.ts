import { expect, it } from 'vitest';
import { configKeys, loadConfig } from '../kernel/config/index.ts';
import { settingsWithoutEffect } from './without-effect.ts';

it('names what was given and is not used, and nothing else', () => {
  const env = { HEKETI_EXECUTOR: 'mock', HEKETI_PROFILING: 'yes', HEKETI_KUBE_DB_SECRET_NAME: 'db' };
  const loaded = loadConfig({ env, flags: {}, readFile: () => '' });
  expect(settingsWithoutEffect(loaded)).toEqual(['heketi.profiling', 'heketi.kubernetes.dbSecretName']);
});

it('speaks of settings of which the page of the configuration says the same', () => {
  const given = new Map(configKeys.map(({ path }) => [path, { kind: 'flag', flag: '--x' } as const]));
  const unused = settingsWithoutEffect({ origins: given });
  const said = configKeys.filter(({ meaning }) => meaning.startsWith('Has no effect')).map(({ path }) => path);
  expect(said.toSorted()).toEqual(unused.toSorted());
});

it('speaks of whole sections, and not of what is used beside them', () => {
  const origins = new Map(configKeys.map(({ path }) => [path, { kind: 'flag', flag: '--x' } as const]));
  const named = settingsWithoutEffect({ origins });
  expect(named).toEqual(expect.arrayContaining(['heketi.injectExec', 'heketi.kubernetes.dbSecretName']));
  for (const used of [
    'heketi.adminKey',
    'heketi.commands.blockPreallocation',
    'heketi.blockVolumes.hostingSizeGib',
    'heketi.kubernetes.namespace',
  ])
    expect(named).not.toContain(used);
});
