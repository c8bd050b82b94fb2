import { Command } from 'commander';
import { addConfigOptions, type ConfigOptions } from './config-options.ts';
import { addPasswordOptions, passwordFromOptions, type PasswordOptions } from './password-options.ts';
import { withAdmin } from './with-admin.ts';

interface Options extends ConfigOptions, PasswordOptions {
  readonly role?: string;
  readonly project?: string;
}

/**
 * `createuser`: a person with a password, ready to log in. Without a server, and without anybody before: this is how the
 * first user comes to be. Contract projecty §3: its rule for minions (3.4) comes with the minions' own rules.
 */
export function createUserCommand(): Command {
  const command = new Command('createuser')
    .description('make a person who can log in by a password; also the first one')
    .argument('<name>', 'what they log in by')
    .option('--role <role>', 'a role to begin with: admin, operator, viewer, or one of your own')
    .option('--project <project>', 'where the role holds; everywhere without it')
    .addHelpText(
      'after',
      `
Examples:
  hostreeve createuser ada --role admin
  hostreeve createuser bob --role operator --project red --password-stdin < password-of-bob
  hostreeve createuser cleo        then: hostreeve role grant cleo viewer`,
    );
  return addConfigOptions(addPasswordOptions(command)).action((name: string, options: Options) =>
    createUser(command, name, options),
  );
}

async function createUser(command: Command, name: string, options: Options): Promise<void> {
  const { role, project } = options;
  if (project !== undefined && role === undefined)
    command.error('error: --project says where a role holds; give --role too', { exitCode: 2 });
  const password = (await passwordFromOptions(command, options)).reveal();
  const { user } = await withAdmin(
    options,
    (admin) =>
      admin.call('user.create', {
        name,
        kind: 'person',
        password,
        ...(role === undefined ? {} : { role }),
        ...(project === undefined ? {} : { project }),
      }),
    { mayMakeStore: true },
  );
  process.stdout.write(`User ${user.name} created\n`);
  process.stderr.write(
    role === undefined
      ? `${user.name} may do nothing yet; give them a role: hostreeve role grant ${user.name} ROLE\n`
      : `${user.name} has the role ${role} ${project === undefined ? 'everywhere' : `in project ${project}`}\n`,
  );
}
