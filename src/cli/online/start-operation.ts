import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { Client, Schemas } from '../../../client/index.ts';
import { printValue } from '../output.ts';
import { askYes } from './ask-yes.ts';
import { awaitEnd } from './await-end.ts';
import { elapsedText } from './elapsed-text.ts';
import type { StartOptions } from './start-options.ts';
import { planText, trialText } from './trial-text.ts';

type Operation = Schemas['Operation'];
type Trial = Schemas['Trial'];

/** What the request of any operation has, beside what it is about. */
export interface HowToStart {
  readonly query: { readonly dryRun?: true };
  readonly header: { readonly 'Idempotency-Key'?: string; readonly 'If-Plan'?: string };
}

export interface Start {
  readonly begin: (how: HowToStart) => Promise<Operation | Trial>;
  /** What is lost by it, for a question to a person: `all data of volume x`. */
  readonly loses?: string;
  /** What standard output gets when it is done: the id of what was made, or all of it for a program. */
  readonly made?: (operation: Operation) => Promise<string>;
}

/** Starts an operation as its options say: tried, asked about, waited for. */
export async function startOperation(
  command: Command,
  client: Client,
  options: StartOptions,
  { begin, loses, made }: Start,
): Promise<void> {
  const { output, dryRun = false, ifPlan, yes = false, wait } = options;
  const { stdout, stderr } = process;
  const tryIt = async (): Promise<Trial> => (await begin({ query: { dryRun: true }, header: {} })) as Trial;
  if (dryRun) {
    const trial = await tryIt();
    stdout.write(output === 'table' ? trialText(trial) : printValue(trial, output));
    return;
  }
  let plan = ifPlan;
  // Whoever names a plan has seen it.
  if (loses !== undefined && !yes && plan === undefined) {
    if (!process.stdin.isTTY || !stderr.isTTY)
      command.error(`error: this destroys ${loses}; where nobody can be asked, say --yes`, { exitCode: 2 });
    const trial = await tryIt();
    stderr.write(planText(trial));
    if (!(await askYes(`This destroys ${loses}. Go on? [y/N] `)))
      command.error('error: broken off; nothing was done', { exitCode: 1 });
    plan = trial.planId;
  }
  const { id } = (await begin({
    query: {},
    header: { 'Idempotency-Key': randomUUID(), ...(plan === undefined ? {} : { 'If-Plan': plan }) },
  })) as Operation;
  if (!wait) {
    stdout.write(output === 'table' ? `${id}\n` : printValue({ operation: id }, output));
    return;
  }
  const ended = await awaitEnd(client, id, options);
  if (ended === undefined) return;
  stderr.write(`${ended.kind} done in ${elapsedText(Date.parse(ended.updatedAt) - Date.parse(ended.createdAt))}\n`);
  if (made !== undefined) stdout.write(await made(ended));
  else if (output !== 'table') stdout.write(printValue(ended, output));
}
