import { Command, Option } from 'commander';
import { allItems, type Client, dataOf, type Schemas } from '../../../client/index.ts';
import { howMany } from '../how-many.ts';
import { type Columns, printRows } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { findClusterId } from './find-thing.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { startOperation } from './start-operation.ts';
import { addConsentOption, addStartOptions, type StartOptions } from './start-options.ts';
import { withServer } from './with-server.ts';

type Finding = Schemas['DriftFinding'];
type Options = ServerOptions & OutputOptions;

/** `drift`: where the hosts are different from what is recorded. */
export function driftCommand(): Command {
  return new Command('drift')
    .description('drift: where the hosts are different from what is recorded')
    .addCommand(listCommand())
    .addCommand(examineCommand())
    .addCommand(repairCommand());
}

const columns: Columns<Finding> = {
  ID: ({ id }) => id,
  SEVERITY: ({ severity }) => severity,
  CODE: ({ code }) => code,
  REPAIR: ({ repair }) => repair,
  SINCE: ({ firstSeenAt }) => firstSeenAt,
  FOUND: ({ found }) => found,
};

const ORDER = ['critical', 'warning', 'info'];

/** The worst first. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

function listCommand(): Command {
  const command = new Command('list')
    .description('show what the last examinations have found; nothing is asked of hosts')
    .option('--cluster <id>', 'only of this cluster')
    .addOption(new Option('--severity <severity>', 'only these').choices(ORDER));
  return addOutputOption(addServerOptions(command)).action(
    (options: Options & { readonly cluster?: string; readonly severity?: Finding['severity'] }) =>
      withServer(options, async (client) => {
        const { cluster, severity, output } = options;
        const filter = {
          ...(cluster === undefined ? {} : { cluster }),
          ...(severity === undefined ? {} : { severity }),
        };
        const findings = await allItems((paging) =>
          client.GET('/drift', { params: { query: { ...filter, ...paging } } }),
        );
        process.stdout.write(printRows(inOrder(findings), columns, output));
      }),
  );
}

function examineCommand(): Command {
  const command = new Command('examine')
    .description('examine the hosts of a cluster now, and show what is different; nothing is changed')
    .option('--cluster <id>', 'which; the only one there is without it');
  return addOutputOption(addServerOptions(command)).action((options: Options & { readonly cluster?: string }) =>
    withServer(options, async (client) => {
      const cluster = await findClusterId(client, options.cluster);
      const { findings } = await dataOf(client.POST('/drift/examine', { body: { cluster } }));
      process.stdout.write(printRows(inOrder(findings), columns, options.output));
    }),
  );
}

function repairCommand(): Command {
  const command = new Command('repair')
    .description('repair what can be repaired by itself; --dry-run shows what each repair does')
    .argument('[findings...]', 'ids')
    .option('--all', 'all that can be repaired, but for what is removed with its data')
    .addHelpText('after', '\nExample:\n  hostreeve drift repair --all --dry-run');
  return addStartOptions(addConsentOption(command)).action(
    (ids: readonly string[], options: StartOptions & { readonly all?: boolean }) =>
      withServer(options, async (client) => {
        const { all = false } = options;
        if (all === ids.length > 0) command.error('error: name findings, or say --all', { exitCode: 2 });
        const known = await allItems((query) => client.GET('/drift', { params: { query } }));
        const findings = all ? repairable(known) : [...ids];
        if (findings.length === 0) {
          process.stderr.write('nothing can be repaired by itself\n');
          return;
        }
        const removed = known.filter(({ id, repair }) => findings.includes(id) && repair === 'remove-debris');
        await startOperation(command, client, options, {
          ...(removed.length === 0 ? {} : { loses: `what is left of ${howMany(removed.length, 'unrecorded brick')}` }),
          begin: (how) => begin(client, findings, how),
        });
      }),
  );
}

/** As many as one operation takes; debris is named by whoever has looked at it. */
function repairable(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ repair }) => repair !== undefined && repair !== 'remove-debris')
    .slice(0, 100)
    .map(({ id }) => id);
}

function begin(client: Client, findings: string[], how: Parameters<StartOf>[0]): ReturnType<StartOf> {
  return dataOf(client.POST('/drift/repair', { params: how, body: { findings } }));
}

type StartOf = Parameters<typeof startOperation>[3]['begin'];
