import type { Command } from 'commander';
import type { Secret } from '../../kernel/secrets/index.ts';
import { askHidden, readPassword } from '../ask-password.ts';

export interface PasswordOptions {
  readonly passwordStdin?: boolean;
}

/** A password is never an argument: every user of the machine sees those. */
export function addPasswordOptions(command: Command): Command {
  return command.option('--password-stdin', 'read the password from standard input instead of asking for it');
}

/**
 * The password that was typed twice, or came on standard input. Ends the command with 2 where nobody can be asked.
 */
export async function passwordFromOptions(
  command: Command,
  { passwordStdin = false }: PasswordOptions,
): Promise<Secret> {
  const { stdin, stderr } = process;
  if (passwordStdin) return readPassword(stdin);
  if (!stdin.isTTY)
    return command.error('error: standard input is no terminal to ask for a password on; use --password-stdin', {
      exitCode: 2,
    });
  const answers = await askHidden({ input: stdin, output: stderr }, ['password: ', 'password again: ']);
  const [first, second] = answers ?? [];
  if (first === undefined || second === undefined)
    return command.error('\nerror: broken off; nothing was done', { exitCode: 2 });
  if (!first.equals(second))
    return command.error('error: the two passwords are not the same; nothing was done', { exitCode: 2 });
  return first;
}
