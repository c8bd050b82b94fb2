import type { LoadedConfig } from '../kernel/config/index.ts';

/** Settings, and sections of them, that are read and checked, and that nothing in this version uses. */
const UNUSED = [
  'heketi.injectExec',
  'heketi.kubernetes.backupDbToSecret',
  'heketi.kubernetes.dbSecretName',
  'heketi.profiling',
];

/** Those of them that somebody has given, by dotted path: for a warning, so that nobody relies on them. */
export function settingsWithoutEffect({ origins }: Pick<LoadedConfig, 'origins'>): readonly string[] {
  return [...origins]
    .filter(([, origin]) => origin.kind !== 'default')
    .map(([path]) => path)
    .filter((path) => UNUSED.some((unused) => path === unused || path.startsWith(`${unused}.`)));
}
