import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import {
  allItems,
  type Client,
  dataOf,
  type Loader,
  loadTopology,
  type Outcome,
  ProblemError,
  readTopology,
  type Schemas,
  type Topology,
} from '../../../client/index.ts';
import { errors } from '../errors.ts';
import { printValue, visible } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { readInput } from '../read-input.ts';
import { awaitEnd } from './await-end.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { outcomeText, summaryText } from './topology/outcome-text.ts';
import { type ClusterTree, treeText } from './topology/tree-text.ts';
import { withServer } from './with-server.ts';

type Options = ServerOptions & OutputOptions;

/** `topology`: all clusters at once. */
export function topologyCommand(): Command {
  return new Command('topology')
    .description('topology: clusters, nodes and devices at once')
    .addCommand(loadCommand())
    .addCommand(showCommand());
}

function loadCommand(): Command {
  const command = new Command('load')
    .description("add what a topology file of Heketi's form has; what is there already is left as it is")
    .argument('<file>', 'JSON; - for standard input')
    .addHelpText(
      'after',
      `
What fails is told of, the rest goes on, and the exit code is 1. The file:
  { "clusters": [{ "nodes": [{
      "node": { "zone": 1, "hostnames": { "manage": ["node1.example.org"], "storage": ["10.0.0.1"] } },
      "devices": ["/dev/sdb", { "name": "/dev/sdc", "destroydata": true }] }] }] }`,
    );
  return addOutputOption(addServerOptions(command)).action(async (file: string, options: Options) => {
    const topology = await topologyIn(file);
    await withServer(options, (client) => load(client, topology, options));
  });
}

/** @throws CLI_INPUT_INVALID */
async function topologyIn(file: string): Promise<Topology> {
  const name = file === '-' ? 'standard input' : file;
  const found = readTopology(await readInput(file));
  for (const warning of found.warnings) process.stderr.write(`warning: ${visible(`${name}: ${warning}`)}\n`);
  if (found.kind === 'invalid')
    throw errors.CLI_INPUT_INVALID({
      problems: found.problems.map((problem) => ({ message: visible(`${name}: ${problem}`) })),
    });
  return found.topology;
}

/** The one who waits does not want to any more. */
class Interrupted extends Error {}

async function load(client: Client, topology: Topology, { output }: Options): Promise<void> {
  const { stdout, stderr } = process;
  // Once for each change, so that a lost answer is asked for again without doing it twice.
  const how = (): { header: { 'Idempotency-Key': string } } => ({ header: { 'Idempotency-Key': randomUUID() } });
  const end = async (started: Promise<Schemas['Operation'] | Schemas['Trial']>): Promise<unknown> => {
    const { id } = (await started) as Schemas['Operation'];
    const ended = await awaitEnd(client, id, {});
    if (ended === undefined) throw new Interrupted();
    return ended.result;
  };
  const outcomes: Outcome[] = [];
  const loader: Loader = {
    nodes: await allItems((query) => client.GET('/nodes', { params: { query } })),
    createCluster: ({ takesFile, takesBlock }) => dataOf(client.POST('/clusters', { body: { takesFile, takesBlock } })),
    deleteCluster: async (cluster) => {
      await dataOf(client.DELETE('/clusters/{cluster}', { params: { path: { cluster } } }));
    },
    addNode: async (cluster, { manage, storage, zone, tags }) => {
      const body = { cluster, zone, manage: [...manage], storage: [...storage], ...tagged(tags) };
      const { node } = (await end(dataOf(client.POST('/nodes', { params: how(), body })))) as { readonly node: string };
      return node;
    },
    addDevice: async (node, { name, destroyData, tags }) => {
      const body = { node, name, ...(destroyData ? { destroyData } : {}), ...tagged(tags) };
      const { device } = (await end(dataOf(client.POST('/devices', { params: how(), body })))) as {
        readonly device: string;
      };
      return device;
    },
    reasonOf: (error) => {
      // A server that is away, or refuses whoever asks, has nothing to say of the item.
      if (error instanceof ProblemError && ![401, 403].includes(error.problem.status)) return error.message;
      if (errors.CLI_OPERATION_NOT_DONE.is(error)) return error.message;
      throw error;
    },
    onOutcome: (outcome) => {
      outcomes.push(outcome);
      const stream = output === 'table' ? stdout : stderr;
      stream.write(outcomeText(outcome));
    },
  };
  try {
    await loadTopology(loader, topology);
    if (outcomes.some(({ outcome }) => outcome === 'failed' || outcome === 'skipped')) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    stderr.write('the rest was not begun; load the file again to go on\n');
  } finally {
    if (output !== 'table') stdout.write(printValue(outcomes, output));
    stderr.write(summaryText(outcomes));
  }
}

function tagged(tags: Readonly<Record<string, string>>): { readonly tags?: Record<string, string> } {
  return Object.keys(tags).length === 0 ? {} : { tags: { ...tags } };
}

function showCommand(): Command {
  const command = new Command('show').description('show all clusters with their nodes, devices, bricks and volumes');
  return addOutputOption(addServerOptions(command)).action((options: Options) =>
    withServer(options, async (client) => {
      const [clusters, nodes, volumes] = await Promise.all([
        allItems((query) => client.GET('/clusters', { params: { query } })),
        allItems((query) => client.GET('/nodes', { params: { query } })),
        allItems((query) => client.GET('/volumes', { params: { query } })),
      ]);
      const trees: readonly ClusterTree[] = clusters.map((cluster) => ({
        ...cluster,
        nodes: nodes.filter((node) => node.cluster === cluster.id),
        volumes: volumes.filter((volume) => volume.cluster === cluster.id),
      }));
      process.stdout.write(options.output === 'table' ? treeText(trees) : printValue(trees, options.output));
    }),
  );
}
