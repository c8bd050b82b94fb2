import { type Command, InvalidArgumentError, Option } from 'commander';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { spanOf } from '../time-text.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';

/** What commander makes of the flags of `addStartOptions`. */
export interface StartOptions extends ServerOptions, OutputOptions, WaitOptions {
  readonly dryRun?: boolean;
  readonly ifPlan?: string;
  readonly yes?: boolean;
}

export interface WaitOptions {
  readonly wait: boolean;
  /** In milliseconds. */
  readonly timeout?: number;
}

/** Adds the flags of a command that starts an operation. */
export function addStartOptions(command: Command): Command {
  command
    .addOption(new Option('--dry-run', 'show what would be done, and why; nothing is changed'))
    .addOption(
      new Option('--if-plan <id>', 'do what a dry run has shown, that and no other; within ten minutes').conflicts(
        'dryRun',
      ),
    );
  addWaitOptions(command).option('--no-wait', 'print the id of the operation and do not wait for its end');
  return addOutputOption(addServerOptions(command));
}

export function addWaitOptions(command: Command): Command {
  return command.option(
    '--timeout <span>',
    'wait no longer than this, such as 10m; exit code 3 then, and the operation goes on',
    parseSpan,
  );
}

/** For what cannot be brought back. */
export function addConsentOption(command: Command): Command {
  return command.option('--yes', 'do not ask; needed where there is no terminal to ask on');
}

function parseSpan(text: string): number {
  const spanMs = spanOf(text);
  if (spanMs === undefined || spanMs === 0) throw new InvalidArgumentError('Give a span such as 30s, 10m or 2h.');
  // The longest that a timer of Node takes.
  return Math.min(spanMs, 2_147_483_647);
}
