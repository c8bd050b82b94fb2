import { Command } from 'commander';
import { dataOf, type Schemas } from '../../../client/index.ts';
import { type Columns, printOne } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { withServer } from './with-server.ts';

type Me = Schemas['Me'];

const columns: Columns<Me> = {
  NAME: ({ user }) => user.name,
  ID: ({ user }) => user.id,
  KIND: ({ user }) => user.kind,
  TOKEN: ({ token }) => token,
  ROLES: ({ roles }) =>
    roles.map(({ role, project }) => (project === undefined ? role : `${role} in ${project}`)).join(', ') || undefined,
};

/** `whoami`: who the server takes one for, and which roles one has. */
export function whoamiCommand(): Command {
  const command = new Command('whoami').description('show who the server takes you for, and your roles');
  return addOutputOption(addServerOptions(command)).action((options: ServerOptions & OutputOptions) =>
    withServer(options, async (client) => {
      const me = await dataOf(client.GET('/me'));
      process.stdout.write(printOne(me, columns, options.output));
    }),
  );
}
