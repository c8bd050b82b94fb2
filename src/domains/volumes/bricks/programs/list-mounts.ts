import { defineProgram, words } from '../../../../kernel/remote/index.ts';

export interface Mount {
  /** A device, or `host:/volume`; a loop device where an image is mounted. */
  readonly source: string;
  readonly target: string;
  readonly fsType: string;
  readonly options: string;
}

/** All that is mounted on a host; what was mounted last comes last. */
export const listMounts = defineProgram({
  name: 'findmnt --list',
  grammar: words('findmnt', '--json', '--list', '--output', 'TARGET,SOURCE,FSTYPE,OPTIONS'),
  parse: ({ code, stdout, stderr }): readonly Mount[] => {
    if (code === 1 && stdout === '' && stderr === '') return [];
    if (code !== 0) throw new TypeError(stderr);
    const { filesystems } = JSON.parse(stdout) as { filesystems: readonly Record<string, string | null>[] };
    return filesystems.map(({ source, target, fstype, options }) => ({
      source: source ?? '',
      target: target ?? '',
      fsType: fstype ?? '',
      options: options ?? '',
    }));
  },
});
