import { Command } from 'commander';
import { dataOf, type Schemas } from '../../../client/index.ts';
import { type Columns, printOne, printValue } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { nodeNames } from './find-thing.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { sizeText } from './size-text.ts';
import { startOperation } from './start-operation.ts';
import { addConsentOption, addStartOptions, type StartOptions } from './start-options.ts';
import { withServer } from './with-server.ts';

const BRICK = "its id; 'volume show' and 'device show' have them";

/** `brick`: the parts of volumes, each on a device. */
export function brickCommand(): Command {
  return new Command('brick')
    .description('bricks: the parts of volumes, each on a device')
    .addCommand(showCommand())
    .addCommand(evictCommand());
}

function showCommand(): Command {
  const command = new Command('show').description('show a brick').argument('<brick>', BRICK);
  return addOutputOption(addServerOptions(command)).action((brick: string, options: ServerOptions & OutputOptions) =>
    withServer(options, async (client) => {
      const { output } = options;
      const found = await dataOf(client.GET('/bricks/{brick}', { params: { path: { brick } } }));
      const nameOf = output === 'table' ? await nodeNames(client) : undefined;
      const columns: Columns<Schemas['Brick']> = {
        ID: ({ id }) => id,
        VOLUME: ({ volume }) => volume,
        NODE: ({ node }) => nameOf?.(node) ?? node,
        DEVICE: ({ device }) => device,
        SIZE: ({ sizeKib }) => sizeText(sizeKib),
        STATE: ({ state }) => state,
        PATH: ({ path }) => path,
      };
      process.stdout.write(printOne(found, columns, output));
    }),
  );
}

function evictCommand(): Command {
  const command = new Command('evict')
    .description('put another brick in the place of one; standard output has the id of the new one')
    .argument('<brick>', BRICK)
    .option('--no-heal-check', 'also where its set has not healed');
  return addStartOptions(addConsentOption(command)).action(
    (brick: string, options: StartOptions & { readonly healCheck: boolean }) =>
      withServer(options, async (client) => {
        const body = options.healCheck ? {} : { healCheck: false };
        await startOperation(command, client, options, {
          loses: `the copy of the data on brick ${brick}`,
          begin: (how) => dataOf(client.POST('/bricks/{brick}/evict', { params: { ...how, path: { brick } }, body })),
          made: async ({ result }) => {
            const { brick: made } = result as { readonly brick: string };
            if (options.output === 'table') return `${made}\n`;
            const path = { brick: made };
            return printValue(await dataOf(client.GET('/bricks/{brick}', { params: { path } })), options.output);
          },
        });
      }),
  );
}
