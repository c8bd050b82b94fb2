import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';

export interface MountFound {
  readonly source: string;
  readonly fsType: string;
}

/** What is mounted on a directory. The only word on it: `mount` may end with 0 where nothing is mounted afterwards. */
export const findMount = defineProgram({
  name: 'findmnt',
  grammar: sequence(words('findmnt', '--json', '--mountpoint'), word('path')),
  parse: ({ code, stdout, stderr }): MountFound | 'not-mounted' => {
    if (code === 1 && stdout === '' && stderr === '') return 'not-mounted';
    if (code !== 0) throw new TypeError(stderr);
    const { filesystems } = JSON.parse(stdout) as { filesystems: { source: string; fstype: string }[] };
    // The last one hides those below it.
    const top = filesystems.at(-1);
    if (top === undefined) throw new TypeError('a list of no file systems');
    return { source: top.source, fsType: top.fstype };
  },
});
