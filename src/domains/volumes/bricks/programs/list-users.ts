import { defineProgram, type RunResult, sequence, word, words } from '../../../../kernel/remote/index.ts';

/** A process that works on a mounted file system. */
export interface MountUser {
  readonly pid: number;
  readonly command: string;
}

/** Who keeps a file system from being unmounted; unknown where lsof does not say, or is not installed. */
export const listUsers = defineProgram({
  name: 'lsof',
  grammar: sequence(words('lsof', '-w', '-F', 'pc', '--'), word('path')),
  parse: ({ code, stdout, stderr }: RunResult): readonly MountUser[] | 'unknown' => {
    // Of nobody it says nothing, with the code of a failure [recorded].
    if (code !== 0) return code === 1 && stdout === '' && stderr === '' ? [] : 'unknown';
    const found = [...stdout.matchAll(/^p(\d+)\n(?:[^pc].*\n)*c(.*)$/gm)];
    return found.map(([, pid, command = '']) => ({ pid: Number(pid), command }));
  },
});
