import { Command } from 'commander';
import { allItems, dataOf, type Schemas } from '../../../client/index.ts';
import { wholeNumber } from '../number-options.ts';
import { type Columns, printOne, printRows, printValue } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { deviceColumns } from './device-columns.ts';
import { findClusterId, findNode } from './find-thing.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { startOperation } from './start-operation.ts';
import { addConsentOption, addStartOptions, type StartOptions } from './start-options.ts';
import { tagCommand } from './tag-command.ts';
import { addTagOption, addText, type TagOptions } from './tag-options.ts';
import { tagsText } from './tags-text.ts';
import { withServer } from './with-server.ts';

type Node = Schemas['Node'];
type Options = ServerOptions & OutputOptions;

/** `node`: hosts as members of clusters. */
export function nodeCommand(): Command {
  return new Command('node')
    .description('nodes: hosts as members of a cluster')
    .addCommand(addNodeCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(stateCommand('enable', 'online', 'let new bricks be placed on its devices'))
    .addCommand(stateCommand('disable', 'offline', 'let no new bricks be placed on its devices; what is there goes on'))
    .addCommand(tagsCommand())
    .addCommand(readdressCommand())
    .addCommand(removeCommand())
    .addCommand(deleteCommand());
}

interface AddOptions extends StartOptions, TagOptions {
  readonly storage?: readonly string[];
  readonly manage?: readonly string[];
  readonly cluster?: string;
  readonly zone: number;
  readonly port?: number;
}

function addNodeCommand(): Command {
  const command = new Command('add')
    .description('take a host into a cluster; standard output has the id of the node')
    .argument('<name>', 'by which it is reached')
    .option('--storage <name>', 'by which nodes and clients reach its bricks; <name> without it', addText)
    .option('--manage <name>', 'another name by which it is reached; may be given several times', addText)
    .option('--cluster <id>', 'needed where there are several')
    .option('--zone <number>', 'what may fail together has one number', wholeNumber(1), 1)
    .option('--port <number>', 'of SSH, for a host that is new', wholeNumber(1, 65_535))
    .addHelpText('after', '\nExample:\n  hostreeve node add node1.example.org --storage 10.0.0.1 --zone 1');
  return addStartOptions(addTagOption(command)).action((name: string, options: AddOptions) =>
    withServer(options, async (client) => {
      const { storage = [name], manage = [], zone, port, tag, output } = options;
      const body: Schemas['NodeWish'] = {
        cluster: await findClusterId(client, options.cluster),
        zone,
        manage: [name, ...manage],
        storage: [...storage],
        ...(Object.keys(tag).length === 0 ? {} : { tags: { ...tag } }),
        ...(port === undefined ? {} : { port }),
      };
      await startOperation(command, client, options, {
        begin: (how) => dataOf(client.POST('/nodes', { params: how, body })),
        made: async ({ result }) => {
          const { node } = result as { readonly node: string };
          if (output === 'table') return `${node}\n`;
          return printValue(await dataOf(client.GET('/nodes/{node}', { params: { path: { node } } })), output);
        },
      });
    }),
  );
}

const columns: Columns<Node> = {
  ID: ({ id }) => id,
  NAME: ({ manage }) => manage[0],
  STORAGE: ({ storage }) => storage.join(' '),
  ZONE: ({ zone }) => zone,
  STATE: ({ state }) => state,
  UP: ({ isUp }) => (isUp === undefined ? undefined : isUp ? 'yes' : 'no'),
  DEVICES: ({ devices }) => devices.length,
  CLUSTER: ({ cluster }) => cluster,
};

function listCommand(): Command {
  const command = new Command('list').description('show nodes').option('--cluster <id>', 'only of this cluster');
  return addOutputOption(addServerOptions(command)).action((options: Options & { readonly cluster?: string }) =>
    withServer(options, async (client) => {
      const { cluster, output } = options;
      const filter = cluster === undefined ? {} : { cluster };
      const nodes = await allItems((paging) => client.GET('/nodes', { params: { query: { ...filter, ...paging } } }));
      process.stdout.write(printRows(nodes, columns, output));
    }),
  );
}

const NODE = 'one of its names, or its id';

function showCommand(): Command {
  const command = new Command('show').description('show a node with its devices').argument('<node>', NODE);
  return addOutputOption(addServerOptions(command)).action((named: string, options: Options) =>
    withServer(options, async (client) => {
      const node = await findNode(client, named);
      const detail: Columns<Node> = {
        ...columns,
        MANAGE: ({ manage }) => manage.join(' '),
        HOST: ({ host }) => host,
        TAGS: ({ tags }) => tagsText(tags),
        PROJECT: ({ project }) => project,
      };
      process.stdout.write(printOne(node, detail, options.output));
      if (options.output === 'table' && node.devices.length > 0)
        process.stdout.write(`\n${printRows(node.devices, deviceColumns(), 'table')}`);
    }),
  );
}

function stateCommand(verb: string, state: 'online' | 'offline', description: string): Command {
  const command = new Command(verb).description(description).argument('<node>', NODE);
  return addServerOptions(command).action((named: string, options: ServerOptions) =>
    withServer(options, async (client) => {
      const { id: node } = await findNode(client, named);
      await dataOf(client.PATCH('/nodes/{node}', { params: { path: { node } }, body: { state } }));
    }),
  );
}

function tagsCommand(): Command {
  return tagCommand('node', NODE, async (client, named, body) => {
    const { id: node } = await findNode(client, named);
    return dataOf(client.PATCH('/nodes/{node}/tags', { params: { path: { node } }, body }));
  });
}

interface ReaddressOptions extends StartOptions {
  readonly manage?: readonly string[];
  readonly storage?: readonly string[];
  readonly interrupt?: boolean;
}

function readdressCommand(): Command {
  const command = new Command('readdress')
    .description('give a node other names; it stays the node that it is')
    .argument('<node>', NODE)
    .option('--manage <name>', 'by which it is reached from then on; the first of several is used', addText)
    .option('--storage <name>', 'the same for the names by which nodes and clients reach its bricks', addText)
    .option('--interrupt', 'let volumes be read-only for some seconds while their bricks get a new storage name')
    .addHelpText(
      'after',
      '\nExample:\n  hostreeve node readdress node1.example.org --storage node1.storage.example.org',
    );
  return addStartOptions(command).action((named: string, options: ReaddressOptions) =>
    withServer(options, async (client) => {
      const { id: node } = await findNode(client, named);
      const { manage, storage, interrupt } = options;
      const body: Schemas['ReaddressWish'] = {
        ...(manage === undefined ? {} : { manage: [...manage] }),
        ...(storage === undefined ? {} : { storage: [...storage] }),
        ...(interrupt === true ? { interrupt } : {}),
      };
      await startOperation(command, client, options, {
        begin: (how) => dataOf(client.POST('/nodes/{node}/readdress', { params: { ...how, path: { node } }, body })),
      });
    }),
  );
}

function removeCommand(): Command {
  const command = new Command('remove')
    .description('take a node that is disabled out of use: its bricks move to other nodes')
    .argument('<node>', NODE)
    .option('--no-heal-check', 'replace bricks of sets that have not healed too')
    .option('--gone', 'its machine will not come back: what lies there is not cleaned up');
  type Options = StartOptions & { readonly healCheck: boolean; readonly gone?: boolean };
  return addStartOptions(addConsentOption(command)).action((named: string, options: Options) =>
    withServer(options, async (client) => {
      const { id: node } = await findNode(client, named);
      const { gone = false } = options;
      const body = { ...(options.healCheck ? {} : { healCheck: false }), ...(gone ? { gone } : {}) };
      await startOperation(command, client, options, {
        ...(gone ? { loses: `what lies on ${named}` } : {}),
        begin: (how) => dataOf(client.POST('/nodes/{node}/remove', { params: { ...how, path: { node } }, body })),
      });
    }),
  );
}

function deleteCommand(): Command {
  const command = new Command('delete')
    .description('let a node without devices leave its cluster')
    .argument('<node>', NODE);
  return addStartOptions(addConsentOption(command)).action((named: string, options: StartOptions) =>
    withServer(options, async (client) => {
      const { id: node, manage } = await findNode(client, named);
      await startOperation(command, client, options, {
        loses: `the node ${manage[0] ?? node} in the inventory`,
        begin: (how) => dataOf(client.DELETE('/nodes/{node}', { params: { ...how, path: { node } } })),
      });
    }),
  );
}
