import type { HeketiCli } from './heketi-cli.ts';

/** A command that is no group of others. */
export interface Command {
  readonly words: readonly string[];
  /** Its own, without those that every command has. */
  readonly flags: readonly string[];
}

/** These come with its library, and ask no server. */
const OF_THE_LIBRARY = ['completion', 'help'];

/** All that heketi-cli can be told, by what its help says of each group. */
export async function commandTree(cli: HeketiCli, words: readonly string[] = []): Promise<readonly Command[]> {
  const { stdout } = await cli(['help', ...words]);
  const under = namesIn(stdout, 'Available Commands', /^ {2}([\w-]+)/).filter((name) => !OF_THE_LIBRARY.includes(name));
  if (under.length === 0) {
    const flags = namesIn(stdout, 'Flags', /^ +(?:-\w, )?--([\w-]+)/).filter((name) => name !== 'help');
    return [{ words, flags }];
  }
  const found: Command[] = [];
  for (const name of under) found.push(...(await commandTree(cli, [...words, name])));
  return found;
}

/** The first words of the lines under a heading, to the next empty one. */
function namesIn(help: string, heading: string, line: RegExp): readonly string[] {
  const [, after = ''] = help.split(new RegExp(`^${heading}:\n`, 'm'));
  const [block = ''] = after.split('\n\n');
  return block.split('\n').flatMap((text) => line.exec(text)?.[1] ?? []);
}

/** Keeps the words of each command that ended well. */
export function recorded(cli: HeketiCli, ran: (readonly string[])[]): HeketiCli {
  return async (args) => {
    const ended = await cli(args);
    if (ended.code === 0) ran.push(args);
    return ended;
  };
}

/** The commands, and flags of commands, that are not among those that ran. */
export function notRun(tree: readonly Command[], ran: readonly (readonly string[])[]): readonly string[] {
  return tree.flatMap(({ words, flags }) => {
    const name = words.join(' ');
    const runs = ran.filter((args) => words.every((word, index) => args[index] === word));
    if (runs.length === 0) return [name];
    const used = new Set(runs.flat().map((word) => word.replace(/=.*/s, '')));
    return flags.filter((flag) => !used.has(`--${flag}`)).map((flag) => `${name} --${flag}`);
  });
}
