import { Command, Option } from 'commander';
import { allItems, type Client, dataOf, type Schemas } from '../../../client/index.ts';
import { wholeNumber } from '../number-options.ts';
import { type Columns, printOne, printRows, printValue, visible } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { awaitEnd } from './await-end.ts';
import { elapsedText } from './elapsed-text.ts';
import { nodeNames } from './find-thing.ts';
import { commandsText, logText } from './log-text.ts';
import { progressText } from './operation-text.ts';
import { resolveCommand, unfinishedCommand } from './unfinished.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { addWaitOptions, type WaitOptions } from './start-options.ts';
import { withServer } from './with-server.ts';

type Operation = Schemas['Operation'];
type Summary = Schemas['OperationSummary'];
type Options = ServerOptions & OutputOptions;

const STATES: readonly Summary['state'][] = [
  'queued',
  'running',
  'undoing',
  'stuck',
  'succeeded',
  'failed',
  'cancelled',
  'unknown',
];
const OPERATION = 'its id';

/** `operation`: what was asked for and takes time. */
export function operationCommand(): Command {
  return new Command('operation')
    .description('operations: what was asked for and takes time')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(logCommand())
    .addCommand(watchCommand())
    .addCommand(cancelCommand())
    .addCommand(retryCommand())
    .addCommand(skipCommand())
    .addCommand(abandonCommand())
    .addCommand(unfinishedCommand())
    .addCommand(resolveCommand());
}

const columns: Columns<Summary> = {
  ID: ({ id }) => id,
  KIND: ({ kind }) => kind,
  STATE: ({ state }) => state,
  CREATED: ({ createdAt }) => createdAt,
  TOOK: ({ createdAt, endedAt }) =>
    endedAt === undefined ? undefined : elapsedText(Date.parse(endedAt) - Date.parse(createdAt)),
};

interface ListOptions extends Options {
  readonly kind?: string;
  readonly state?: Summary['state'];
  readonly project?: string;
  readonly limit: number;
}

function listCommand(): Command {
  const command = new Command('list')
    .description('show operations, newest first')
    .option('--kind <kind>', 'such as volume.create')
    .addOption(new Option('--state <state>', 'only in this state').choices(STATES))
    .option('--project <id>', 'only of this project')
    .option('--limit <count>', 'at most so many', wholeNumber(1), 50);
  return addOutputOption(addServerOptions(command)).action((options: ListOptions) =>
    withServer(options, async (client) => {
      const { kind, state, project, limit, output } = options;
      const filter = {
        ...(kind === undefined ? {} : { kind }),
        ...(state === undefined ? {} : { state }),
        ...(project === undefined ? {} : { project }),
      };
      const found = await allItems(
        (paging) => client.GET('/operations', { params: { query: { ...filter, ...paging } } }),
        limit,
      );
      process.stdout.write(printRows(found, columns, output));
    }),
  );
}

const detailColumns: Columns<Operation> = {
  ...columns,
  PROGRESS: (operation) => (operation.endedAt === undefined ? progressText(operation) : undefined),
  PROJECT: ({ project }) => project,
  BY: ({ principal }) => principal,
  'CANCELLED BY': ({ cancelledBy }) => cancelledBy,
  'CLEANS UP AFTER': ({ parent }) => parent,
  'LEFT TO': ({ leftTo }) => leftTo.join(' ') || undefined,
  ERROR: ({ error }) => (error === undefined ? undefined : `${error.message} (${error.code})`),
  INPUT: ({ input }) => JSON.stringify(input),
  RESULT: ({ result }) => (result === undefined ? undefined : JSON.stringify(result)),
};

function showCommand(): Command {
  const command = new Command('show')
    .description('show an operation: how far it is, and why it was planned so')
    .argument('<operation>', OPERATION);
  return addOutputOption(addServerOptions(command)).action((operation: string, options: Options) =>
    withServer(options, async (client) => {
      const { output } = options;
      const found = await dataOf(client.GET('/operations/{operation}', { params: { path: { operation } } }));
      process.stdout.write(printOne(found, detailColumns, output));
      if (output === 'table') process.stdout.write(stepsText(found) + reasonsText(found));
    }),
  );
}

function reasonsText({ reasons }: Operation): string {
  return reasons.length === 0 ? '' : `\nbecause:\n${reasons.map((reason) => `  - ${visible(reason)}\n`).join('')}`;
}

function stepsText({ progress }: Operation): string {
  const steps = progress?.stage?.steps ?? [];
  if (steps.length === 0) return '';
  const stepColumns: Columns<Schemas['StepProgress']> = {
    STATUS: ({ status }) => status,
    STEP: ({ title }) => title,
    KEY: ({ key }) => key,
    ERROR: ({ error }) => error,
  };
  return `\n${printRows(steps, stepColumns, 'table')}`;
}

function logCommand(): Command {
  const command = new Command('log')
    .description('show what happened to an operation, and what it ran on hosts')
    .argument('<operation>', OPERATION)
    .option('--commands', 'the commands with what they printed, in place of the events');
  return addOutputOption(addServerOptions(command)).action(
    (operation: string, options: Options & { readonly commands?: boolean }) =>
      withServer(options, async (client) => {
        const { commands = false, output } = options;
        const path = { operation };
        if (commands) {
          const steps = await allItems(({ after }) => {
            const query = after === undefined ? {} : { after };
            return client.GET('/operations/{operation}/commands', { params: { path, query } });
          });
          const shown = output === 'table' ? commandsText(steps, await nodeNames(client)) : printValue(steps, output);
          process.stdout.write(shown);
          return;
        }
        const entries = await allItems((query) =>
          client.GET('/operations/{operation}/log', { params: { path, query } }),
        );
        process.stdout.write(output === 'table' ? logText(entries) : printValue(entries, output));
      }),
  );
}

function watchCommand(): Command {
  const command = new Command('watch')
    .description('wait for the end of an operation, and show how far it is')
    .argument('<operation>', OPERATION);
  return addOutputOption(addServerOptions(addWaitOptions(command))).action(
    (operation: string, options: Options & Pick<WaitOptions, 'timeout'>) =>
      withServer(options, async (client) => {
        const ended = await awaitEnd(client, operation, options);
        if (ended !== undefined) process.stdout.write(printOne(ended, columns, options.output));
      }),
  );
}

function cancelCommand(): Command {
  return stepIn('cancel', 'undo an operation; what is settled stays', (client, path) =>
    dataOf(client.POST('/operations/{operation}/cancel', { params: { path } })),
  );
}

function retryCommand(): Command {
  return stepIn('retry', 'try a stuck operation now', (client, path) =>
    dataOf(client.POST('/operations/{operation}/retry', { params: { path } })),
  );
}

function abandonCommand(): Command {
  return stepIn('abandon', 'give up a stuck operation: what it left on hosts is yours', (client, path) =>
    dataOf(client.POST('/operations/{operation}/abandon', { params: { path } })),
  );
}

function stepIn(
  verb: string,
  description: string,
  act: (client: Client, path: { readonly operation: string }) => Promise<Operation>,
): Command {
  const command = new Command(verb).description(description).argument('<operation>', OPERATION);
  return addOutputOption(addServerOptions(command)).action((operation: string, options: Options) =>
    withServer(options, async (client) => {
      process.stdout.write(printOne(await act(client, { operation }), columns, options.output));
    }),
  );
}

function skipCommand(): Command {
  const command = new Command('skip')
    .description('count a step of a stuck operation as done, or as undone, on your word')
    .argument('<operation>', OPERATION)
    .argument('<step>', 'its key: see `operation show`');
  return addOutputOption(addServerOptions(command)).action((operation: string, step: string, options: Options) =>
    withServer(options, async (client) => {
      const params = { path: { operation } };
      const skipped = await dataOf(client.POST('/operations/{operation}/skip', { params, body: { step } }));
      process.stdout.write(printOne(skipped, columns, options.output));
    }),
  );
}
