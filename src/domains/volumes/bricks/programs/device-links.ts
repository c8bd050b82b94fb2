import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { optionWith, wrapped } from './lvm.ts';

/** The other names that udev gave a device, sorted: it prints them in no fixed order [recorded]. */
export const deviceLinks = defineProgram({
  name: 'udevadm',
  grammar: wrapped(
    sequence(words('/usr/bin/udevadm', 'info', '--query=symlink'), word('device', optionWith('--name'))),
  ),
  // Without udev a device has the one name that it was given (contract heketi-engine §4.4).
  parse: ({ code, stdout }): readonly string[] =>
    code === 0
      ? stdout
          .split(/\s+/)
          .filter((link) => link !== '')
          .map((link) => `/dev/${link}`)
          .toSorted()
      : [],
});
