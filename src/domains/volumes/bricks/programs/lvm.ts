import { affixed, type Form, type Grammar, optional, sequence, word, words } from '../../../../kernel/remote/index.ts';

/** Runs the command: where our commands run in a container, and LVM outside of it (contract heketi-engine §4.3). */
export type Wrapped = { readonly wrapper?: { readonly program: string } };

/** A command behind the wrapper of the settings, if there is one. */
export function wrapped<Fields extends object>(command: Grammar<Fields>): Grammar<Fields & Wrapped> {
  return sequence(optional('wrapper', word('program')), command) as unknown as Grammar<Fields & Wrapped>;
}

/** A command of LVM. */
export function lvm<Fields extends object>(command: Grammar<Fields>): Grammar<Fields & Wrapped> {
  return wrapped(sequence(words('lvm'), command) as unknown as Grammar<Fields>);
}

/** The field that a driver adds for the wrapper of the settings. */
export function wrapperOf({ lvmWrapper }: { readonly lvmWrapper?: string }): Wrapped {
  return lvmWrapper === undefined ? {} : { wrapper: { program: lvmWrapper } };
}

/** Whether LVM keeps its metadata in files when it changes them, as its commands take it. */
export function autobackupOf({ backupLvmMetadata }: { readonly backupLvmMetadata: boolean }): 'y' | 'n' {
  return backupLvmMetadata ? 'y' : 'n';
}

/** A text behind the name of its option: `--autobackup=n`. */
export function optionWith(name: string): Form<string> {
  return affixed(`${name}=`, '', { print: (value) => value, read: (text) => text });
}
