import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';

/** What is on a device, by the marks that file systems, partition tables and LVM leave: `xfs`, `gpt`, `LVM2_member`. */
export const listSignatures = defineProgram({
  name: 'wipefs --json',
  grammar: sequence(words('wipefs', '--json'), word('device')),
  parse: ({ code, stdout, stderr }): readonly string[] | 'absent' => {
    if (code !== 0 && /: No such file or directory$/m.test(stderr)) return 'absent';
    if (code !== 0) throw new TypeError(stderr);
    const { signatures } = JSON.parse(stdout) as { signatures: readonly { type: string }[] };
    return [...new Set(signatures.map(({ type }) => type))];
  },
});
