import { Command } from 'commander';
import type { Project } from '../../kernel/identity/index.ts';
import { type Columns, printRows } from '../output.ts';
import { addConfigOptions, type ConfigOptions } from './config-options.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { allPages, withAdmin } from './with-admin.ts';

/** `project`: the owners of resources. */
export function projectCommand(): Command {
  const create = new Command('create')
    .description('make a project')
    .argument('<name>', 'a name that no project has')
    .addHelpText('after', '\nExample:\n  hostreeve project create red');
  const list = new Command('list').description('show all projects, by name');
  return new Command('project')
    .description('projects, to which volumes and everything else belong')
    .addCommand(addConfigOptions(create).action(runCreate))
    .addCommand(addConfigOptions(addOutputOption(list)).action(runList));
}

async function runCreate(name: string, options: ConfigOptions): Promise<void> {
  const { project } = await withAdmin(options, (admin) => admin.call('project.create', { name }));
  process.stdout.write(`${project.id}\n`);
}

const columns: Columns<Project> = { NAME: ({ name }) => name, ID: ({ id }) => id };

async function runList(options: ConfigOptions & OutputOptions): Promise<void> {
  const projects = await withAdmin(options, (admin) =>
    allPages(async (page) => (await admin.call('project.list', page)).projects),
  );
  process.stdout.write(printRows(projects, columns, options.output));
}
