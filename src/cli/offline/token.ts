import { Command } from 'commander';
import type { ApiToken } from '../../kernel/identity/index.ts';
import { type Columns, isoTime, printRows } from '../output.ts';
import { addConfigOptions, type ConfigOptions } from './config-options.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { parseUntil } from './time-options.ts';
import { withAdmin } from './with-admin.ts';

/** `token`: what programs prove by who they are. */
export function tokenCommand(): Command {
  return new Command('token')
    .description('tokens, by which programs use Hostreeve for a user')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());
}

function createCommand(): Command {
  const command = new Command('create')
    .description('make a token; standard output has it and nothing else, this once')
    .argument('<user>', 'whose it is: name or id')
    .requiredOption('--name <name>', 'what it is for, in your words')
    .option(
      '--expires <when>',
      'a span such as 90d, or a time such as 2027-01-01; it never expires without',
      parseUntil,
    )
    .addHelpText(
      'after',
      `
Examples:
  TOKEN=$(hostreeve token create ada --name laptop)
  hostreeve token create backup --name nightly --expires 90d > token && chmod 600 token`,
    );
  return addConfigOptions(command).action(
    async (user: string, options: ConfigOptions & { readonly name: string; readonly expires?: number }) => {
      const { name, expires } = options;
      const { token, clear } = await withAdmin(options, (admin) =>
        admin.call('token.create', { user, name, ...(expires === undefined ? {} : { expiresAtMs: expires }) }),
      );
      process.stdout.write(`${clear}\n`);
      const end = token.expiresAtMs === undefined ? 'never expires' : `expires at ${isoTime(token.expiresAtMs)}`;
      process.stderr.write(`token ${token.id} ${end}; it cannot be shown again\n`);
    },
  );
}

const columns: Columns<ReturnType<typeof shown>> = {
  ID: ({ id }) => id,
  NAME: ({ name }) => name,
  STARTS: ({ prefix }) => prefix,
  CREATED: ({ createdAt }) => createdAt,
  EXPIRES: ({ expiresAt }) => expiresAt,
  'LAST USED': ({ lastUsedAt }) => lastUsedAt,
  REVOKED: ({ revokedAt }) => revokedAt,
};

function shown({ id, name, prefix, createdAtMs, expiresAtMs, lastUsedAtMs, revokedAtMs }: ApiToken) {
  return {
    id,
    name,
    prefix,
    createdAt: isoTime(createdAtMs),
    expiresAt: isoTime(expiresAtMs),
    lastUsedAt: isoTime(lastUsedAtMs),
    revokedAt: isoTime(revokedAtMs),
  };
}

function listCommand(): Command {
  const command = new Command('list')
    .description('show the tokens of a user, newest first; not the tokens themselves')
    .argument('<user>', 'name or id');
  return addConfigOptions(addOutputOption(command)).action(
    async (user: string, options: ConfigOptions & OutputOptions) => {
      const tokens = await withAdmin(options, async (admin) => {
        const all: ApiToken[] = [];
        let after: string | undefined;
        do {
          const page = await admin.call('token.list', { user, limit: 500, ...(after === undefined ? {} : { after }) });
          all.push(...page.tokens);
          after = page.next;
        } while (after !== undefined);
        return all;
      });
      process.stdout.write(printRows(tokens.map(shown), columns, options.output));
    },
  );
}

function revokeCommand(): Command {
  const command = new Command('revoke')
    .description('revoke a token: from the next request on it is refused')
    .argument('[id]', 'id of the token, from `token list` or `token create`')
    .option('--all-of <user>', 'all tokens of a user, by name or id')
    .addHelpText(
      'after',
      '\nExamples:\n  hostreeve token revoke 5d41402abc4b2a76b9719d911017c592\n  hostreeve token revoke --all-of ada',
    );
  return addConfigOptions(command).action(
    async (id: string | undefined, options: ConfigOptions & { readonly allOf?: string }) => {
      const { allOf } = options;
      if ((id === undefined) === (allOf === undefined))
        return command.error('error: give the id of a token, or --all-of USER', { exitCode: 2 });
      // Not sent, and not repeated here: it may be the token itself.
      if (id !== undefined && !/^[0-9a-f]{32}$/.test(id))
        return command.error('error: that is no id of a token; `hostreeve token list USER` shows the ids', {
          exitCode: 2,
        });
      await withAdmin<unknown>(options, (admin) =>
        id === undefined
          ? admin.call('token.revoke-all', { user: allOf ?? '' })
          : admin.call('token.revoke', { token: id }),
      );
      return undefined;
    },
  );
}
