import { Command } from 'commander';
import { allItems, dataOf, type Schemas } from '../../../client/index.ts';
import { type Columns, printRows } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { startOperation } from './start-operation.ts';
import { addConsentOption, addStartOptions, type StartOptions } from './start-options.ts';
import { withServer } from './with-server.ts';

const columns: Columns<Schemas['Unfinished']> = {
  ID: ({ id }) => id,
  KIND: ({ kind }) => kind,
  SINCE: ({ createdAt }) => createdAt,
  VOLUMES: ({ volumes, blockVolumes }) => [...volumes, ...blockVolumes].join(' '),
  BRICKS: ({ bricks }) => String(bricks.length),
  OPERATION: ({ operation }) => operation,
};

/** `operation unfinished`: what another system had under way when it was taken over. */
export function unfinishedCommand(): Command {
  const command = new Command('unfinished').description(
    'show what was under way where the inventory was imported from',
  );
  return addOutputOption(addServerOptions(command)).action((options: ServerOptions & OutputOptions) =>
    withServer(options, async (client) => {
      const found = await allItems((paging) => client.GET('/unfinished', { params: { query: paging } }));
      process.stdout.write(printRows(found, columns, options.output));
    }),
  );
}

/** `operation resolve`: finishes or undoes it. */
export function resolveCommand(): Command {
  const command = new Command('resolve')
    .description('finish or undo what was under way where the inventory was imported from')
    .argument('<record>', "its id; 'operation unfinished' has it")
    .option('--keep', 'a volume that was being made or deleted stays, if Gluster has all of it');
  return addStartOptions(addConsentOption(command)).action(
    (record: string, options: StartOptions & { readonly keep?: boolean }) =>
      withServer(options, async (client) => {
        const { keep = false } = options;
        const body = keep ? { keep } : {};
        await startOperation(command, client, options, {
          ...(keep ? {} : { loses: `what of ${record} was not finished` }),
          begin: (how) =>
            dataOf(client.POST('/unfinished/{record}/resolve', { params: { ...how, path: { record } }, body })),
        });
      }),
  );
}
