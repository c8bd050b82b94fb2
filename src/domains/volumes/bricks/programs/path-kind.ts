import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';

export type PathKind = 'block' | 'directory' | 'absent' | { readonly other: string };

/** What a path leads to, through symbolic links: disks are named by those in /dev/disk. */
export const pathKind = defineProgram({
  name: 'stat -L',
  grammar: sequence(words('stat', '-L', '-c', '%F|%s|%t|%T|%n'), word('path')),
  parse: ({ code, stdout, stderr }): PathKind => {
    if (code !== 0 && /: (No such file or directory|Not a directory)$/m.test(stderr)) return 'absent';
    if (code !== 0) throw new TypeError(stderr);
    const [type = ''] = stdout.split('|');
    if (type === 'block special file') return 'block';
    return type === 'directory' ? 'directory' : { other: type };
  },
});
