import { Command } from 'commander';
import type { Client, Schemas } from '../../../client/index.ts';
import { printOne } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { addPair, addText } from './tag-options.ts';
import { withServer } from './with-server.ts';

type Tags = Readonly<Record<string, string>>;

interface TagOptions extends ServerOptions, OutputOptions {
  readonly remove?: readonly string[];
  readonly set?: boolean;
}

/**
 * `node tag`, `device tag`: changes the tags of a thing, and prints what they are then.
 *
 * @param named how the thing is named, for the help
 */
export function tagCommand(
  what: 'node' | 'device',
  named: string,
  change: (client: Client, thing: string, body: Schemas['TagChange']) => Promise<{ readonly tags: Tags }>,
): Command {
  const command = new Command('tag')
    .description('change words of your own about it; standard output has all of them')
    .argument(`<${what}>`, named)
    .argument('[tags...]', 'KEY=VALUE, as many as wanted', addPair, {})
    .option('--remove <key>', 'take one away; may be given several times', addText)
    .option('--set', 'take all others away')
    .addHelpText(
      'after',
      `\nExample:\n  hostreeve ${what} tag ${what === 'node' ? 'node1.example.org' : 'node1.example.org:/dev/sdb'} rack=a --remove row`,
    );
  return addOutputOption(addServerOptions(command)).action((thing: string, set: Tags, options: TagOptions) => {
    const { remove = [], set: replaces = false, output } = options;
    const isSet = Object.keys(set).length > 0;
    if (!isSet && remove.length === 0 && !replaces)
      command.error('error: say what to change: KEY=VALUE, --remove KEY or --set', { exitCode: 2 });
    return withServer(options, async (client) => {
      const { tags } = await change(client, thing, {
        ...(isSet ? { set: { ...set } } : {}),
        ...(remove.length === 0 ? {} : { remove: [...remove] }),
        ...(replaces ? { replaces } : {}),
      });
      const columns = Object.fromEntries(Object.keys(tags).map((name) => [name, (all: Tags) => all[name]]));
      process.stdout.write(printOne(tags, columns, output));
    });
  });
}
