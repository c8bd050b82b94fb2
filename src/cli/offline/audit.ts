import { Command, InvalidArgumentError } from 'commander';
import type { AuditEntry, AuditFault } from '../../kernel/audit/index.ts';
import { howMany } from '../how-many.ts';
import { type Columns, isoTime, printRows } from '../output.ts';
import { wholeNumber } from '../number-options.ts';
import { addConfigOptions, type ConfigOptions } from './config-options.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { parseSince } from './time-options.ts';
import { withAdmin } from './with-admin.ts';

/** `audit`: who did what, and whether the record of it is as it was written. */
export function auditCommand(): Command {
  return new Command('audit')
    .description('the record of who did what')
    .addCommand(listCommand())
    .addCommand(verifyCommand());
}

interface ListOptions extends ConfigOptions, OutputOptions {
  readonly who?: string;
  readonly action?: string;
  readonly on?: string;
  readonly result?: string;
  readonly since?: number;
  readonly until?: number;
  readonly before?: number;
  readonly limit: number;
}

function listCommand(): Command {
  const command = new Command('list')
    .description('show entries, newest first')
    .option('--who <who>', 'id of a user, or a word in brackets such as [owner]')
    .option('--action <action>', 'such as role.grant')
    .option('--on <path>', 'what it was done to')
    .option('--result <result>', 'done, refused or failed')
    .option('--since <when>', 'from this time on: 2026-11-21T19:00:00Z, or 2h for two hours ago', parseSince)
    .option('--until <when>', 'before this time', parseSince)
    .option('--before <id>', 'older than this entry: the last one of the page before', wholeNumber(0))
    .option('--limit <count>', 'at most so many', wholeNumber(1, 500), 100)
    .addHelpText(
      'after',
      "\nExamples:\n  hostreeve audit list --who '[owner]' --since 7d\n  hostreeve audit list --action login --result refused",
    );
  return addConfigOptions(addOutputOption(command)).action(async (options: ListOptions) => {
    const { who, action, on, result, since: sinceMs, until: untilMs, before, limit } = options;
    const query = Object.entries({ who, action, on, result, sinceMs, untilMs, before, limit });
    const { entries, next } = await withAdmin(options, (admin) =>
      admin.call('audit.list', Object.fromEntries(query.filter(([, value]) => value !== undefined))),
    );
    process.stdout.write(printRows(entries.map(shown), columns, options.output));
    if (next !== undefined) process.stderr.write(`there are older ones: --before ${next}\n`);
  });
}

const columns: Columns<ReturnType<typeof shown>> = {
  ID: ({ id }) => id,
  TIME: ({ at }) => at,
  WHO: ({ who }) => who,
  ACTION: ({ action }) => action,
  RESULT: ({ result }) => result,
  ON: ({ on }) => on,
  FROM: ({ from }) => from,
  SEALED: ({ isSealed }) => (isSealed ? 'yes' : 'not yet'),
};

function shown({ id, number, atMs, who, action, on, result, from, body, isSealed }: AuditEntry) {
  return { id, number, at: isoTime(atMs), who, action, on, result, from, isSealed, body: JSON.parse(body) as unknown };
}

function verifyCommand(): Command {
  const command = new Command('verify')
    .description('look whether an entry was changed, removed, added or moved; exit code 1 when one was')
    .option(
      '--anchor <anchor>',
      'the anchor that an earlier run printed: shows also what was put back or cut off',
      parseAnchor,
    )
    .addHelpText(
      'after',
      `
Examples:
  hostreeve audit verify
  hostreeve audit verify --anchor 12:4be1…

Keep the anchor of each run on another machine: without one, an older state of the whole record looks intact.`,
    );
  return addConfigOptions(command).action(runVerify);
}

interface Anchor {
  readonly batch: number;
  readonly mac: string;
}

function parseAnchor(text: string): Anchor {
  const groups = /^(?<batch>\d{1,15}):(?<mac>[0-9a-f]{64}|)$/.exec(text)?.groups;
  if (groups === undefined) throw new InvalidArgumentError('An anchor is a number, a colon and 64 hex digits.');
  return { batch: Number(groups['batch']), mac: groups['mac'] ?? '' };
}

async function runVerify(options: ConfigOptions & { readonly anchor?: Anchor }): Promise<void> {
  const { anchor } = options;
  const report = await withAdmin(options, (admin) =>
    admin.call('audit.verify', anchor === undefined ? {} : { anchor }),
  );
  if (report.kind === 'intact') {
    const { batch, mac } = report.anchor;
    process.stdout.write(
      `intact: ${howMany(report.sealed, 'entry', 'entries')} sealed, ${report.unsealed} not yet\nanchor: ${batch}:${mac}\n`,
    );
    return;
  }
  process.stdout.write(`broken: ${sentenceOf(report)}\n`);
  process.exitCode = 1;
}

function sentenceOf({ found, what, number }: AuditFault): string {
  const thing = what === 'head' ? 'the end of the chain' : `${what} ${number}`;
  switch (found) {
    case 'changed':
      return `${thing} was changed`;
    case 'missing':
      return `${thing} is missing`;
    case 'reordered':
      return `${thing} was moved`;
    case 'inserted':
      return `${thing} was put in`;
    case 'cut-off':
      return `from ${thing} on, everything is missing`;
  }
}
