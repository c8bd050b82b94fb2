import { Command } from 'commander';
import { allItems, dataOf, type Schemas } from '../../../client/index.ts';
import { type Columns, printOne, printRows, printValue } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { withServer } from './with-server.ts';

type Cluster = Schemas['Cluster'];
type Options = ServerOptions & OutputOptions;

/** `cluster`: nodes whose devices hold volumes together. */
export function clusterCommand(): Command {
  return new Command('cluster')
    .description('clusters: nodes whose devices hold volumes together')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(deleteCommand());
}

function createCommand(): Command {
  const command = new Command('create')
    .description('make an empty cluster; standard output has its id')
    .option('--no-file', 'no volumes of files are placed on it')
    .option('--no-block', 'no volumes that hold block devices are placed on it')
    .option('--project <project>', 'whose it is: name or id; `default` without it');
  return addOutputOption(addServerOptions(command)).action(
    (options: Options & { readonly file: boolean; readonly block: boolean; readonly project?: string }) =>
      withServer(options, async (client) => {
        const { file: takesFile, block: takesBlock, project, output } = options;
        const body = { takesFile, takesBlock, ...(project === undefined ? {} : { project }) };
        const made = await dataOf(client.POST('/clusters', { body }));
        process.stdout.write(output === 'table' ? `${made.id}\n` : printValue(made, output));
      }),
  );
}

const columns: Columns<Cluster> = {
  ID: ({ id }) => id,
  TAKES: ({ takesFile, takesBlock }) =>
    [...(takesFile ? ['file'] : []), ...(takesBlock ? ['block'] : [])].join(' ') || undefined,
  NODES: ({ nodes }) => nodes.length,
  VOLUMES: ({ volumes }) => volumes.length,
  PROJECT: ({ project }) => project,
};

function listCommand(): Command {
  const command = new Command('list').description('show clusters');
  return addOutputOption(addServerOptions(command)).action((options: Options) =>
    withServer(options, async (client) => {
      const clusters = await allItems((query) => client.GET('/clusters', { params: { query } }));
      process.stdout.write(printRows(clusters, columns, options.output));
    }),
  );
}

function showCommand(): Command {
  const command = new Command('show')
    .description('show a cluster; `topology show` has what is in it')
    .argument('<cluster>', 'its id');
  return addOutputOption(addServerOptions(command)).action((cluster: string, options: Options) =>
    withServer(options, async (client) => {
      const found = await dataOf(client.GET('/clusters/{cluster}', { params: { path: { cluster } } }));
      process.stdout.write(printOne(found, columns, options.output));
    }),
  );
}

function deleteCommand(): Command {
  const command = new Command('delete')
    .description('delete a cluster without nodes and volumes')
    .argument('<cluster>', 'its id');
  return addServerOptions(command).action((cluster: string, options: ServerOptions) =>
    withServer(options, async (client) => {
      await dataOf(client.DELETE('/clusters/{cluster}', { params: { path: { cluster } } }));
    }),
  );
}
