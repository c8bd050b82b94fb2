import { Command } from 'commander';
import { allItems, type Client, dataOf, type Schemas } from '../../../client/index.ts';
import { type Columns, printOne, printRows } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { findSnapshot, findVolume } from './find-thing.ts';
import { madeVolume } from './made-volume.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { sizeText } from './size-text.ts';
import { startOperation } from './start-operation.ts';
import { addConsentOption, addStartOptions, type StartOptions } from './start-options.ts';
import { withServer } from './with-server.ts';

type Snapshot = Schemas['Snapshot'];

/** `snapshot`: volumes as they were at a moment. */
export function snapshotCommand(): Command {
  return new Command('snapshot')
    .description('snapshots: volumes as they were at a moment')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(restoreCommand())
    .addCommand(cloneCommand())
    .addCommand(deleteCommand());
}

const SNAPSHOT = 'name or id';

function createCommand(): Command {
  const command = new Command('create')
    .description('take a snapshot of a volume, which goes on meanwhile; standard output has its id')
    .argument('<volume>', 'name or id')
    .argument('[name]', 'made from its id without it')
    .addHelpText('after', '\nExample:\n  hostreeve snapshot create backup before-upgrade');
  return addStartOptions(command).action((volume: string, name: string | undefined, options: StartOptions) =>
    withServer(options, async (client) => {
      const { id } = await findVolume(client, volume);
      const body: Schemas['SnapshotWish'] = name === undefined ? {} : { name };
      await startOperation(command, client, options, {
        begin: (how) =>
          dataOf(client.POST('/volumes/{volume}/snapshots', { params: { ...how, path: { volume: id } }, body })),
        made: async ({ result }) => {
          const { snapshot } = result as { readonly snapshot: string };
          return options.output === 'table'
            ? `${snapshot}\n`
            : printOne(await findSnapshot(client, snapshot), columnsWith(), options.output);
        },
      });
    }),
  );
}

function columnsWith(nameOf: (volume: string) => string = (volume) => volume): Columns<Snapshot> {
  return {
    ID: ({ id }) => id,
    NAME: ({ name }) => name,
    VOLUME: ({ volume }) => nameOf(volume),
    SIZE: ({ sizeGib }) => sizeText(sizeGib * 1_048_576),
    TAKEN: ({ createdAt }) => createdAt,
  };
}

function listCommand(): Command {
  const command = new Command('list')
    .description('show snapshots')
    .option('--volume <volume>', 'only of this volume: name or id');
  return addOutputOption(addServerOptions(command)).action(
    (options: ServerOptions & OutputOptions & { readonly volume?: string }) =>
      withServer(options, async (client) => {
        const { volume, output } = options;
        const filter = volume === undefined ? {} : { volume: (await findVolume(client, volume)).id };
        const snapshots = await allItems((paging) =>
          client.GET('/snapshots', { params: { query: { ...filter, ...paging } } }),
        );
        const nameOf = output === 'table' && snapshots.length > 0 ? await volumeNames(client) : undefined;
        process.stdout.write(printRows(snapshots, columnsWith(nameOf), output));
      }),
  );
}

async function volumeNames(client: Client): Promise<(id: string) => string> {
  const volumes = await allItems((query) => client.GET('/volumes', { params: { query } }));
  const names = new Map(volumes.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

function showCommand(): Command {
  const command = new Command('show').description('show a snapshot').argument('<snapshot>', SNAPSHOT);
  return addOutputOption(addServerOptions(command)).action((named: string, options: ServerOptions & OutputOptions) =>
    withServer(options, async (client) => {
      const detail: Columns<Snapshot> = {
        ...columnsWith(),
        CLUSTER: ({ cluster }) => cluster,
        PROJECT: ({ project }) => project,
      };
      process.stdout.write(printOne(await findSnapshot(client, named), detail, options.output));
    }),
  );
}

function restoreCommand(): Command {
  const command = new Command('restore')
    .description('put a volume back to a snapshot: it is stopped meanwhile, and the snapshot is used up')
    .argument('<snapshot>', SNAPSHOT);
  return addStartOptions(addConsentOption(command)).action((named: string, options: StartOptions) =>
    withServer(options, async (client) => {
      const { id: snapshot, volume, createdAt } = await findSnapshot(client, named);
      const { name } = await findVolume(client, volume);
      await startOperation(command, client, options, {
        loses: `what was written to the volume ${name} since ${createdAt}`,
        begin: (how) =>
          dataOf(client.POST('/snapshots/{snapshot}/restore', { params: { ...how, path: { snapshot } } })),
      });
    }),
  );
}

function cloneCommand(): Command {
  const command = new Command('clone')
    .description('make a volume of a snapshot; standard output has the id of the volume')
    .argument('<snapshot>', SNAPSHOT)
    .argument('[name]', 'of the volume; made from its id without it');
  return addStartOptions(command).action((named: string, name: string | undefined, options: StartOptions) =>
    withServer(options, async (client) => {
      const { id: snapshot } = await findSnapshot(client, named);
      const body: Schemas['SnapshotCloneWish'] = name === undefined ? {} : { name };
      await startOperation(command, client, options, {
        begin: (how) =>
          dataOf(client.POST('/snapshots/{snapshot}/clone', { params: { ...how, path: { snapshot } }, body })),
        made: madeVolume(client, options),
      });
    }),
  );
}

function deleteCommand(): Command {
  const command = new Command('delete')
    .description('delete a snapshot; its volume and its clones stay')
    .argument('<snapshot>', SNAPSHOT);
  return addStartOptions(addConsentOption(command)).action((named: string, options: StartOptions) =>
    withServer(options, async (client) => {
      const { id: snapshot, name } = await findSnapshot(client, named);
      await startOperation(command, client, options, {
        loses: `the snapshot ${name}`,
        begin: (how) => dataOf(client.DELETE('/snapshots/{snapshot}', { params: { ...how, path: { snapshot } } })),
      });
    }),
  );
}
