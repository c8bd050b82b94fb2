import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { allItems, type Client, dataOf, type Schemas } from '../../../client/index.ts';
import { howMany } from '../how-many.ts';
import { visible } from '../output.ts';
import { askYes } from './ask-yes.ts';
import { awaitEnd } from './await-end.ts';
import { findHost } from './find-thing.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { sizeText } from './size-text.ts';
import { addConsentOption, addWaitOptions, type WaitOptions } from './start-options.ts';
import { withServer } from './with-server.ts';

type Node = Schemas['Node'];

interface DrainOptions extends ServerOptions, Pick<WaitOptions, 'timeout'> {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly healCheck: boolean;
}

/**
 * `host drain`: takes all that bricks use off a host, before it is switched off for good. Its nodes are set offline, and
 * `node.remove` moves their bricks away, one node after the other.
 */
export function drainCommand(): Command {
  const command = new Command('drain')
    .description('move all bricks away from a host, and let nothing new be placed on it')
    .argument('<host>', 'name or id')
    .addOption(new Option('--dry-run', 'show what would be done; nothing is changed'))
    .option('--no-heal-check', 'replace bricks of sets that have not healed too');
  return addServerOptions(addConsentOption(addWaitOptions(command))).action((named: string, options: DrainOptions) =>
    withServer(options, async (client) => {
      const { id, name } = await findHost(client, named);
      const nodes = await allItems((query) => client.GET('/nodes', { params: { query } }));
      const open = nodes.filter(({ host, state }) => host === id && state !== 'failed');
      const plan = drainText(name, open);
      if (options.dryRun === true || open.length === 0) return void process.stdout.write(plan);
      if (options.yes !== true) {
        if (!process.stdin.isTTY || !process.stderr.isTTY)
          command.error('error: this takes nodes out of use; where nobody can be asked, say --yes', { exitCode: 2 });
        process.stderr.write(plan);
        if (!(await askYes(`Nothing comes back to it by itself. Go on? [y/N] `)))
          command.error('error: broken off; nothing was done', { exitCode: 1 });
      }
      // All of them first: the bricks of one must not come to another one.
      for (const { id: node } of open)
        await dataOf(client.PATCH('/nodes/{node}', { params: { path: { node } }, body: { state: 'offline' } }));
      for (const node of open) if (!(await evacuate(client, node, options))) return;
      process.stderr.write(`${visible(name)} has no bricks any more; its nodes can be deleted\n`);
    }),
  );
}

/** Whether it came to its end. @throws CLI_OPERATION_NOT_DONE; the node stays offline */
async function evacuate(client: Client, { id: node }: Node, options: DrainOptions): Promise<boolean> {
  const operation = await dataOf(
    client.POST('/nodes/{node}/remove', {
      params: { path: { node }, header: { 'Idempotency-Key': randomUUID() } },
      body: options.healCheck ? {} : { healCheck: false },
    }),
  );
  if (!('id' in operation)) throw new TypeError('a dry run was answered to what was none');
  return (await awaitEnd(client, operation.id, options)) !== undefined;
}

/** What would be done, in the words of a dry run. */
export function drainText(host: string, nodes: readonly Node[]): string {
  if (nodes.length === 0) return `${visible(host)} is no node of a cluster, or was drained before: nothing is to do\n`;
  const lines = nodes.flatMap(({ id, manage: [name = id], state, devices }) => {
    const bricks = devices.flatMap((device) => device.bricks);
    const sizeKib = bricks.reduce((sum, brick) => sum + brick.sizeKib, 0);
    return [
      `  node ${visible(name)}`,
      ...(state === 'online' ? ['    - set it offline'] : []),
      `    - move ${howMany(bricks.length, 'brick')} (${sizeText(sizeKib)}) to other nodes, one after the other (no way back)`,
      ...bricks.map(
        (brick) => `        ${brick.id} of ${brick.volume === undefined ? 'a volume' : `volume ${brick.volume}`}`,
      ),
      `    - take it and its ${howMany(devices.length, 'device')} out of use`,
    ];
  });
  return ['would do:', ...lines, ''].join('\n');
}
