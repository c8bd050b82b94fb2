import { Command } from 'commander';
import type { Role } from '../../kernel/identity/index.ts';
import { actions } from '../../kernel/identity/index.ts';
import { type Columns, printRows } from '../output.ts';
import { addConfigOptions, type ConfigOptions } from './config-options.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { withAdmin } from './with-admin.ts';

/** `role`: what users may do, and where. */
export function roleCommand(): Command {
  return new Command('role')
    .description('what users may do, and where')
    .addCommand(listCommand())
    .addCommand(grantCommand('grant', 'give a user a role'))
    .addCommand(grantCommand('revoke', 'take a role from a user'))
    .addCommand(createCommand())
    .addCommand(deleteCommand());
}

const columns: Columns<ReturnType<typeof shown>> = {
  NAME: ({ name }) => name,
  'BUILT IN': ({ isBuiltIn }) => (isBuiltIn ? 'yes' : 'no'),
  ACTIONS: (role) => role.actions.join(' '),
};

const shown = ({ name, isBuiltIn, patterns }: Role) => ({ name, isBuiltIn, actions: patterns });

function listCommand(): Command {
  const command = new Command('list').description('show all roles; `user show` has those of a user');
  return addConfigOptions(addOutputOption(command)).action(async (options: ConfigOptions & OutputOptions) => {
    const { roles } = await withAdmin(options, (admin) => admin.call('role.list', {}));
    process.stdout.write(printRows(roles.map(shown), columns, options.output));
  });
}

function grantCommand(verb: 'grant' | 'revoke', description: string): Command {
  const command = new Command(verb)
    .description(description)
    .argument('<user>', 'name or id')
    .argument('<role>', 'name of the role')
    .option('--project <project>', 'in this project; everywhere without it')
    .addHelpText(
      'after',
      `\nExamples:\n  hostreeve role ${verb} ada admin\n  hostreeve role ${verb} bob operator --project red`,
    );
  return addConfigOptions(command).action(
    async (user: string, role: string, options: ConfigOptions & { readonly project?: string }) => {
      const where = options.project === undefined ? {} : { project: options.project };
      await withAdmin(options, (admin) => admin.call(`role.${verb}`, { user, role, ...where }));
    },
  );
}

function createCommand(): Command {
  const width = Math.max(...Object.keys(actions).map((name) => name.length));
  const list = Object.entries(actions).map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`);
  const command = new Command('create')
    .description('make a role of your own')
    .argument('<name>', 'a name that no role has')
    .requiredOption('--action <action...>', 'what it gives: volume.read, volume.* for all of a resource, *.read')
    .addHelpText(
      'after',
      `
Examples:
  hostreeve role create auditor --action audit.read event.read
  hostreeve role create volumes --action 'volume.*' --action operation.read

Actions:
${list.join('\n')}`,
    );
  return addConfigOptions(command).action(
    async (name: string, options: ConfigOptions & { readonly action: readonly string[] }) => {
      const actions = [...options.action];
      const { role } = await withAdmin(options, (admin) => admin.call('role.create', { name, actions }));
      process.stdout.write(`${role.name}\n`);
    },
  );
}

function deleteCommand(): Command {
  const command = new Command('delete')
    .description('delete a role of your own that nobody has')
    .argument('<name>', 'name of the role');
  return addConfigOptions(command).action(async (name: string, options: ConfigOptions) => {
    await withAdmin(options, (admin) => admin.call('role.delete', { name }));
  });
}
