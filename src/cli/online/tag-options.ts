import { type Command, InvalidArgumentError } from 'commander';

export interface TagOptions {
  readonly tag: Readonly<Record<string, string>>;
}

/** `--tag KEY=VALUE`, as often as wanted. */
export function addTagOption(command: Command): Command {
  return command.option('--tag <key=value>', 'a word of your own about it; may be given several times', addPair, {});
}

/** Takes one more `KEY=VALUE`. */
export function addPair(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const end = text.indexOf('=');
  if (end < 1) throw new InvalidArgumentError('Give KEY=VALUE.');
  return { ...before, [text.slice(0, end)]: text.slice(end + 1) };
}

/** For options that may be given several times. */
export function addText(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}
