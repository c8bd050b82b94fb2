import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { auditStatement } from '../../kernel/audit/index.ts';
import { CodedError } from '../../kernel/errors.ts';
import type { AdminCommand, AdminParts } from './command.ts';
import { adminCommands } from './commands/all.ts';
import { errors } from './errors.ts';

const MOST_PROBLEMS = 10;

const commands = new Map<string, AdminCommand<TSchema, unknown>>(Object.entries(adminCommands));

/** Those whose input may be larger than that of others. */
export function largeCommands(): readonly (readonly [name: string, { readonly mostBytes: number }])[] {
  return [...commands].flatMap(([name, { mostBytes }]) => (mostBytes === undefined ? [] : [[name, { mostBytes }]]));
}

/**
 * Checks an input and runs a command. What it changes is recorded in the batch of the change itself, by identity; a
 * change that was refused, or failed, is recorded here.
 *
 * @throws ADMIN_COMMAND_UNKNOWN, ADMIN_INPUT_INVALID, and what the command throws
 */
export async function runAdminCommand(parts: AdminParts, name: string, input: unknown): Promise<unknown> {
  const command = commands.get(name);
  if (command === undefined) throw errors.ADMIN_COMMAND_UNKNOWN({ command: name.slice(0, 64) });
  checkInput(name, command.input, input);
  try {
    return await command.run(parts, input);
  } catch (error) {
    if (command.on !== undefined) await recordRefusal(parts, name, command.on(input), error);
    throw error;
  }
}

/** Names the fields that are wrong and never what is in them: one may be a password. */
function checkInput(command: string, schema: TSchema, input: unknown): void {
  if (Value.Check(schema, input)) return;
  const problems = Value.Errors(schema, input)
    .slice(0, MOST_PROBLEMS)
    .map(({ instancePath, message }) => `${instancePath === '' ? 'input' : instancePath.slice(1)} ${message}`);
  throw errors.ADMIN_INPUT_INVALID({ command, problems });
}

async function recordRefusal(parts: AdminParts, action: string, on: string, error: unknown): Promise<void> {
  const isRefused = error instanceof CodedError && error.status < 500;
  const code = error instanceof CodedError ? error.code : 'INTERNAL';
  const fact = auditStatement({
    ...parts.actor,
    action,
    on,
    result: isRefused ? 'refused' : 'failed',
    atMs: parts.now(),
    body: { code },
  });
  try {
    await parts.store.write([fact]);
  } catch (writing) {
    // The command's own error is what the owner must see; most often it has the same cause.
    parts.log.warn({ err: writing, action, code }, 'a refused change could not be recorded');
  }
}
