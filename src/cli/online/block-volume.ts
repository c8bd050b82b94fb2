import { Command } from 'commander';
import { allItems, dataOf, type Schemas } from '../../../client/index.ts';
import { wholeNumber } from '../number-options.ts';
import { type Columns, printOne, printRows, printValue } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { findBlockVolume, findVolume } from './find-thing.ts';
import { parseSize } from './parse-size.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { sizeText } from './size-text.ts';
import { startOperation } from './start-operation.ts';
import { addConsentOption, addStartOptions, type StartOptions } from './start-options.ts';
import { addText } from './tag-options.ts';
import { withServer } from './with-server.ts';

type BlockVolume = Schemas['BlockVolume'];

/** `block-volume`: what clients use as disks. */
export function blockVolumeCommand(): Command {
  return new Command('block-volume')
    .description('block volumes: what clients use as disks, over iSCSI')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(expandCommand())
    .addCommand(deleteCommand())
    .addCommand(credentialsCommand());
}

interface CreateOptions extends StartOptions {
  readonly size: number;
  readonly hosts?: number;
  readonly auth: boolean;
  readonly cluster?: readonly string[];
  readonly project?: string;
}

function createCommand(): Command {
  const command = new Command('create')
    .description('make a block volume; standard output has its id')
    .argument('[name]', 'made from its id without it')
    .requiredOption('--size <size>', 'such as 100GiB or 2TiB; GiB without a unit', parseSize)
    .option('--hosts <count>', 'how many hosts it can be reached over; all of its cluster without it', wholeNumber(1))
    .option('--auth', 'clients need a login; `block-volume credentials` shows it', false)
    .option('--cluster <id>', 'only there; may be given several times, tried in this order', addText)
    .option('--project <project>', 'whose it is: name or id; `default` without it');
  return addStartOptions(command).action((name: string | undefined, options: CreateOptions) =>
    withServer(options, (client) => {
      const { size, hosts, auth, cluster, project, output } = options;
      const body: Schemas['BlockVolumeWish'] = {
        sizeGib: size,
        ...(name === undefined ? {} : { name }),
        ...(hosts === undefined ? {} : { haCount: hosts }),
        ...(auth ? { auth } : {}),
        ...(cluster === undefined ? {} : { clusters: [...cluster] }),
        ...(project === undefined ? {} : { project }),
      };
      return startOperation(command, client, options, {
        begin: (how) => dataOf(client.POST('/block-volumes', { params: how, body })),
        made: async ({ result }) => {
          const { blockVolume } = result as { readonly blockVolume: string };
          if (output === 'table') return `${blockVolume}\n`;
          const path = { blockVolume };
          return printValue(await dataOf(client.GET('/block-volumes/{blockVolume}', { params: { path } })), output);
        },
      });
    }),
  );
}

const columns: Columns<BlockVolume> = {
  ID: ({ id }) => id,
  NAME: ({ name }) => name,
  SIZE: ({ sizeGib }) => sizeText(sizeGib * 1_048_576),
  HOSTING: ({ hosting }) => hosting,
  HOSTS: ({ hosts }) => hosts.join(' '),
  IQN: ({ iqn }) => iqn,
};

const detailColumns: Columns<BlockVolume> = {
  ...columns,
  USABLE: ({ sizeGib, usableGib }) => (usableGib === sizeGib ? undefined : sizeText(usableGib * 1_048_576)),
  LUN: ({ lun }) => lun,
  LOGIN: ({ auth }) => (auth ? 'needed' : 'none'),
  CLUSTER: ({ cluster }) => cluster,
  PROJECT: ({ project }) => project,
};

function listCommand(): Command {
  const command = new Command('list')
    .description('show block volumes')
    .option('--cluster <id>', 'only of this cluster')
    .option('--volume <volume>', 'only those in this volume: name or id')
    .option('--name <name>', 'only of this name');
  return addOutputOption(addServerOptions(command)).action(
    (
      options: ServerOptions &
        OutputOptions & { readonly cluster?: string; readonly volume?: string; readonly name?: string },
    ) =>
      withServer(options, async (client) => {
        const { cluster, volume, name, output } = options;
        const filter = {
          ...(cluster === undefined ? {} : { cluster }),
          ...(volume === undefined ? {} : { hosting: (await findVolume(client, volume)).id }),
          ...(name === undefined ? {} : { name }),
        };
        const found = await allItems((paging) =>
          client.GET('/block-volumes', { params: { query: { ...filter, ...paging } } }),
        );
        process.stdout.write(printRows(found, columns, output));
      }),
  );
}

function showCommand(): Command {
  const command = new Command('show')
    .description('show a block volume, and how clients reach it')
    .argument('<block-volume>', 'name or id');
  return addOutputOption(addServerOptions(command)).action((named: string, options: ServerOptions & OutputOptions) =>
    withServer(options, async (client) => {
      process.stdout.write(printOne(await findBlockVolume(client, named), detailColumns, options.output));
    }),
  );
}

function credentialsCommand(): Command {
  const command = new Command('credentials')
    .description('show how clients log in to a block volume')
    .argument('<block-volume>', 'name or id');
  return addOutputOption(addServerOptions(command)).action((named: string, options: ServerOptions & OutputOptions) =>
    withServer(options, async (client) => {
      const { id: blockVolume } = await findBlockVolume(client, named);
      const params = { path: { blockVolume } };
      const found = await dataOf(client.GET('/block-volumes/{blockVolume}/credentials', { params }));
      const shown: Columns<Schemas['BlockCredentials']> = {
        USERNAME: ({ username }) => username,
        PASSWORD: ({ password }) => password,
      };
      process.stdout.write(printOne(found, shown, options.output));
    }),
  );
}

function expandCommand(): Command {
  const command = new Command('expand')
    .description('make a block volume larger')
    .argument('<block-volume>', 'name or id')
    .requiredOption('--size <size>', 'the new size as a whole, such as 200GiB', parseSize);
  return addStartOptions(command).action((named: string, options: StartOptions & { readonly size: number }) =>
    withServer(options, async (client) => {
      const { id: blockVolume } = await findBlockVolume(client, named);
      const body = { sizeGib: options.size };
      await startOperation(command, client, options, {
        begin: (how) =>
          dataOf(
            client.POST('/block-volumes/{blockVolume}/expand', { params: { ...how, path: { blockVolume } }, body }),
          ),
      });
    }),
  );
}

function deleteCommand(): Command {
  const command = new Command('delete')
    .description('delete a block volume, with all that is on it')
    .argument('<block-volume>', 'name or id');
  return addStartOptions(addConsentOption(command)).action((named: string, options: StartOptions) =>
    withServer(options, async (client) => {
      const { id: blockVolume, name } = await findBlockVolume(client, named);
      await startOperation(command, client, options, {
        loses: `all data of the block volume ${name}`,
        begin: (how) =>
          dataOf(client.DELETE('/block-volumes/{blockVolume}', { params: { ...how, path: { blockVolume } } })),
      });
    }),
  );
}
