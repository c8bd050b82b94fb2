import { Command, Option } from 'commander';
import type { Principal } from '../../kernel/identity/index.ts';
import type { UserDetails } from '../../server/admin/index.ts';
import { type Columns, isoTime, printOne, printRows } from '../output.ts';
import { addConfigOptions, type ConfigOptions } from './config-options.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { addPasswordOptions, passwordFromOptions, type PasswordOptions } from './password-options.ts';
import { allPages, withAdmin } from './with-admin.ts';

/** `user`: people and services, and how they are known. */
export function userCommand(): Command {
  return new Command('user')
    .description('people and services that use Hostreeve')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(renameCommand())
    .addCommand(stateCommand('disable', 'refuse them from now on; their tokens and roles stay'))
    .addCommand(stateCommand('enable', 'take them in again'))
    .addCommand(passwordCommand())
    .addCommand(linkCommand('link', 'say who they are elsewhere; equal names link nothing'))
    .addCommand(linkCommand('unlink', 'take such a link away'));
}

function createCommand(): Command {
  const command = new Command('create')
    .description('make a user who may do nothing yet')
    .argument('<name>', 'a name that nobody has')
    .option('--service', 'a program that acts by itself, not a person')
    .option('--password', 'ask for a password; without one, only tokens open the door')
    .addHelpText(
      'after',
      '\nExamples:\n  hostreeve user create backup --service\n  hostreeve user create ada --password',
    );
  return addConfigOptions(addPasswordOptions(command)).action(
    async (
      name: string,
      options: ConfigOptions & PasswordOptions & { readonly service?: boolean; readonly password?: boolean },
    ) => {
      const { service = false, password = false, passwordStdin = false } = options;
      const given = password || passwordStdin ? await passwordFromOptions(command, options) : undefined;
      const { user } = await withAdmin(
        options,
        (admin) =>
          admin.call('user.create', {
            name,
            kind: service ? 'service' : 'person',
            ...(given === undefined ? {} : { password: given.reveal() }),
          }),
        { mayMakeStore: true },
      );
      process.stdout.write(`${user.id}\n`);
    },
  );
}

const userColumns: Columns<ReturnType<typeof shownUser>> = {
  NAME: ({ name }) => name,
  KIND: ({ kind }) => kind,
  STATE: ({ state }) => state,
  CREATED: ({ createdAt }) => createdAt,
  'LAST SEEN': ({ lastSeenAt }) => lastSeenAt,
  ID: ({ id }) => id,
};

function shownUser({ id, name, kind, state, createdAtMs, lastSeenAtMs }: Principal) {
  return { id, name, kind, state, createdAt: isoTime(createdAtMs), lastSeenAt: isoTime(lastSeenAtMs) };
}

function listCommand(): Command {
  const command = new Command('list').description('show all users, by name');
  return addConfigOptions(addOutputOption(command)).action(async (options: ConfigOptions & OutputOptions) => {
    const users = await withAdmin(options, (admin) =>
      allPages(async (page) => (await admin.call('user.list', page)).users),
    );
    process.stdout.write(printRows(users.map(shownUser), userColumns, options.output));
  });
}

function shownDetails({ user, roles, identities }: UserDetails) {
  return { ...shownUser(user), roles, identities };
}

const detailColumns: Columns<ReturnType<typeof shownDetails>> = {
  ...userColumns,
  ROLES: ({ roles }) =>
    roles.map(({ role, project }) => (project === undefined ? role : `${role} in ${project.name}`)).join(', ') ||
    undefined,
  IDENTITIES: ({ identities }) =>
    identities.map(({ scheme, issuer, subject }) => `${scheme} ${subject} of ${issuer}`).join(', ') || undefined,
};

function showCommand(): Command {
  const command = new Command('show')
    .description('show a user with roles and identities')
    .argument('<user>', 'name or id')
    .addHelpText('after', '\nExample:\n  hostreeve user show ada --output json');
  return addConfigOptions(addOutputOption(command)).action(
    async (user: string, options: ConfigOptions & OutputOptions) => {
      const details = await withAdmin(options, (admin) => admin.call('user.show', { user }));
      process.stdout.write(printOne(shownDetails(details), detailColumns, options.output));
    },
  );
}

function renameCommand(): Command {
  const command = new Command('rename')
    .description('give a user another name; roles, tokens and links stay')
    .argument('<user>', 'name or id')
    .argument('<name>', 'the new name');
  return addConfigOptions(command).action(async (user: string, name: string, options: ConfigOptions) => {
    await withAdmin(options, (admin) => admin.call('user.rename', { user, name }));
  });
}

function stateCommand(verb: 'disable' | 'enable', description: string): Command {
  const command = new Command(verb).description(description).argument('<user>', 'name or id');
  return addConfigOptions(command).action(async (user: string, options: ConfigOptions) => {
    await withAdmin(options, (admin) => admin.call(`user.${verb}`, { user }));
  });
}

function passwordCommand(): Command {
  const command = new Command('password')
    .description('give a user a password, or another one')
    .argument('<user>', 'name or id')
    .option('--revoke-tokens', 'revoke all their tokens too: somebody else may know the old password')
    .addHelpText(
      'after',
      '\nExamples:\n  hostreeve user password ada\n  hostreeve user password ada --revoke-tokens --password-stdin < file',
    );
  return addConfigOptions(addPasswordOptions(command)).action(
    async (user: string, options: ConfigOptions & PasswordOptions & { readonly revokeTokens?: boolean }) => {
      const { revokeTokens = false } = options;
      const password = (await passwordFromOptions(command, options)).reveal();
      await withAdmin(options, (admin) => admin.call('user.password', { user, password, revokeTokens }));
    },
  );
}

const schemes = ['heketi-jwt', 'certificate', 'oidc', 'keystone', 'authmanager'] as const;

function linkCommand(verb: 'link' | 'unlink', description: string): Command {
  const command = new Command(verb)
    .description(description)
    .argument('<user>', 'name or id')
    .addOption(new Option('--scheme <scheme>', 'how they prove it').choices(schemes).makeOptionMandatory())
    .requiredOption('--issuer <issuer>', 'who says so, such as the URL of an identity provider')
    .requiredOption('--subject <subject>', 'who they are there')
    .addHelpText(
      'after',
      `\nExample:\n  hostreeve user ${verb} ada --scheme oidc --issuer https://id.example.org --subject 4711`,
    );
  return addConfigOptions(command).action(
    async (
      user: string,
      options: ConfigOptions & {
        readonly scheme: (typeof schemes)[number];
        readonly issuer: string;
        readonly subject: string;
      },
    ) => {
      const { scheme, issuer, subject } = options;
      await withAdmin(options, (admin) => admin.call(`user.${verb}`, { user, scheme, issuer, subject }));
    },
  );
}
