import { defineProgram, words } from '../../../../kernel/remote/index.ts';

/**
 * One run of a host: its boot id and the start of its process 1, as the check of hosts records them. Field 22 of
 * /proc/1/stat is counted from behind the name of the process, which may have blanks and brackets.
 */
export const hostEra = defineProgram({
  name: 'host era',
  grammar: words('cat', '/proc/sys/kernel/random/boot_id', '/proc/1/stat'),
  parse: ({ code, stdout, stderr }): string => {
    const [boot = '', stat = ''] = stdout.split('\n');
    const start = stat
      .slice(stat.lastIndexOf(')') + 1)
      .trim()
      .split(/\s+/)[19];
    if (code !== 0 || !/^\S+$/.test(boot) || start === undefined || !/^\d+$/.test(start))
      throw new TypeError(stderr || stdout);
    return `${boot}/${start}`;
  },
});
