import { Command } from 'commander';
import { allItems, dataOf, type Schemas } from '../../../client/index.ts';
import { type Columns, printOne, printRows, printValue } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { deviceColumns } from './device-columns.ts';
import { findDevice, findNode, nodeNames } from './find-thing.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { sizeText } from './size-text.ts';
import { startOperation } from './start-operation.ts';
import { addConsentOption, addStartOptions, type StartOptions } from './start-options.ts';
import { tagCommand } from './tag-command.ts';
import { addTagOption, type TagOptions } from './tag-options.ts';
import { tagsText } from './tags-text.ts';
import { withServer } from './with-server.ts';

type Options = ServerOptions & OutputOptions;

/** `device`: disks and folders of nodes that bricks are made on. */
export function deviceCommand(): Command {
  return new Command('device')
    .description('devices: disks and folders of nodes that bricks are made on')
    .addCommand(addDeviceCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(stateCommand('enable', 'online', 'let new bricks be placed on it'))
    .addCommand(stateCommand('disable', 'offline', 'let no new bricks be placed on it; what is there goes on'))
    .addCommand(tagsCommand())
    .addCommand(resyncCommand())
    .addCommand(removeCommand())
    .addCommand(deleteCommand());
}

function addDeviceCommand(): Command {
  const command = new Command('add')
    .description('give a disk or a folder of a node to use; standard output has the id of the device')
    .argument('<node>', 'one of its names, or its id')
    .argument('<path>', 'on the host of the node: /dev/sdb, or a folder')
    .option('--destroy-data', 'erase what is on it')
    .addHelpText('after', '\nExample:\n  hostreeve device add node1.example.org /dev/sdb');
  return addStartOptions(addConsentOption(addTagOption(command))).action(
    (node: string, name: string, options: StartOptions & TagOptions & { readonly destroyData?: boolean }) =>
      withServer(options, async (client) => {
        const { destroyData = false, tag, output } = options;
        const body: Schemas['DeviceWish'] = {
          node: (await findNode(client, node)).id,
          name,
          ...(destroyData ? { destroyData } : {}),
          ...(Object.keys(tag).length === 0 ? {} : { tags: { ...tag } }),
        };
        await startOperation(command, client, options, {
          ...(destroyData ? { loses: `all data on ${name} of ${node}` } : {}),
          begin: (how) => dataOf(client.POST('/devices', { params: how, body })),
          made: async ({ result }) => {
            const { device } = result as { readonly device: string };
            if (output === 'table') return `${device}\n`;
            return printValue(await dataOf(client.GET('/devices/{device}', { params: { path: { device } } })), output);
          },
        });
      }),
  );
}

function listCommand(): Command {
  const command = new Command('list')
    .description('show devices, and how full they are')
    .option('--cluster <id>', 'only of this cluster')
    .option('--node <node>', 'only of this node: one of its names, or its id');
  return addOutputOption(addServerOptions(command)).action(
    (options: Options & { readonly cluster?: string; readonly node?: string }) =>
      withServer(options, async (client) => {
        const { cluster, node, output } = options;
        const filter = {
          ...(cluster === undefined ? {} : { cluster }),
          ...(node === undefined ? {} : { node: (await findNode(client, node)).id }),
        };
        const devices = await allItems((paging) =>
          client.GET('/devices', { params: { query: { ...filter, ...paging } } }),
        );
        const nameOf = output === 'table' ? await nodeNames(client) : undefined;
        process.stdout.write(printRows(devices, deviceColumns(nameOf), output));
      }),
  );
}

const DEVICE = 'its id, NODE:PATH, or its path where one node has it';

function showCommand(): Command {
  const command = new Command('show').description('show a device with its bricks').argument('<device>', DEVICE);
  return addOutputOption(addServerOptions(command)).action((named: string, options: Options) =>
    withServer(options, async (client) => {
      const { output } = options;
      const device = await findDevice(client, named);
      const nameOf = output === 'table' ? await nodeNames(client) : undefined;
      const detail: Columns<Schemas['Device']> = {
        ...deviceColumns(nameOf),
        PATHS: ({ paths }) => (paths.length === 0 ? undefined : paths.join(' ')),
        'PV UUID': ({ pvUuid }) => pvUuid,
        TAGS: ({ tags }) => tagsText(tags),
        PROJECT: ({ project }) => project,
      };
      process.stdout.write(printOne(device, detail, output));
      if (output === 'table' && device.bricks.length > 0)
        process.stdout.write(`\n${printRows(device.bricks, brickColumns, output)}`);
    }),
  );
}

const brickColumns: Columns<Schemas['Brick']> = {
  BRICK: ({ id }) => id,
  VOLUME: ({ volume }) => volume,
  SIZE: ({ sizeKib }) => sizeText(sizeKib),
  STATE: ({ state }) => state,
  PATH: ({ path }) => path,
};

function stateCommand(verb: string, state: 'online' | 'offline', description: string): Command {
  const command = new Command(verb).description(description).argument('<device>', DEVICE);
  return addServerOptions(command).action((named: string, options: ServerOptions) =>
    withServer(options, async (client) => {
      const { id: device } = await findDevice(client, named);
      await dataOf(client.PATCH('/devices/{device}', { params: { path: { device } }, body: { state } }));
    }),
  );
}

function tagsCommand(): Command {
  return tagCommand('device', DEVICE, async (client, named, body) => {
    const { id: device } = await findDevice(client, named);
    return dataOf(client.PATCH('/devices/{device}/tags', { params: { path: { device } }, body }));
  });
}

function resyncCommand(): Command {
  const command = new Command('resync')
    .description('read anew how large a device is: after its disk or file system has grown')
    .argument('<device>', DEVICE);
  return addStartOptions(command).action((named: string, options: StartOptions) =>
    withServer(options, async (client) => {
      const { id: device, name } = await findDevice(client, named);
      await startOperation(command, client, options, {
        begin: (how) => dataOf(client.POST('/devices/{device}/resync', { params: { ...how, path: { device } } })),
        made: (ended) => {
          const { totalKib, addedKib, missingKib } = ended.result as Resynced;
          if (missingKib > 0)
            process.stderr.write(
              `warning: the bricks on ${name} are charged with ${sizeText(missingKib)} more than it has; nothing more is placed on it\n`,
            );
          const change = `${addedKib < 0 ? '-' : '+'}${sizeText(Math.abs(addedKib))}`;
          return Promise.resolve(
            options.output === 'table'
              ? `${name}: ${sizeText(totalKib)} (${change})\n`
              : printValue(ended, options.output),
          );
        },
      });
    }),
  );
}

interface Resynced {
  readonly totalKib: number;
  readonly addedKib: number;
  readonly missingKib: number;
}

function removeCommand(): Command {
  const command = new Command('remove')
    .description('take a device that is disabled out of use: its bricks move to others')
    .argument('<device>', DEVICE)
    .option('--no-heal-check', 'replace bricks of sets that have not healed too');
  return addStartOptions(command).action((named: string, options: StartOptions & { readonly healCheck: boolean }) =>
    withServer(options, async (client) => {
      const { id: device } = await findDevice(client, named);
      const body = options.healCheck ? {} : { healCheck: false };
      await startOperation(command, client, options, {
        begin: (how) => dataOf(client.POST('/devices/{device}/remove', { params: { ...how, path: { device } }, body })),
      });
    }),
  );
}

function deleteCommand(): Command {
  const command = new Command('delete')
    .description('give a device that was removed back to its host')
    .argument('<device>', DEVICE)
    .option('--forget', 'take it out of the inventory alone: its host is gone');
  return addStartOptions(addConsentOption(command)).action(
    (named: string, options: StartOptions & { readonly forget?: boolean }) =>
      withServer(options, async (client) => {
        const { id: device, name } = await findDevice(client, named);
        const forget = options.forget === true ? { forget: true } : {};
        await startOperation(command, client, options, {
          loses: `what is left on the device ${name}`,
          begin: ({ query, header }) =>
            dataOf(
              client.DELETE('/devices/{device}', {
                params: { query: { ...query, ...forget }, header, path: { device } },
              }),
            ),
        });
      }),
  );
}
