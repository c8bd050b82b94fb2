import { Argument, Command } from 'commander';
import { dataOf, type Schemas } from '../../../client/index.ts';
import { printValue } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { withServer } from './with-server.ts';

type State = Schemas['HeketiState']['state'];
type Options = ServerOptions & OutputOptions;

const STATES = ['normal', 'read-only', 'local-client'] as const satisfies readonly State[];

/** `server`: the server itself. */
export function serverCommand(): Command {
  return new Command('server').description('the server itself').addCommand(heketiStateCommand());
}

function heketiStateCommand(): Command {
  const command = new Command('heketi-state')
    .description("show the administrative state of Heketi's API, or set it; it leads out of read-only, too")
    .addArgument(new Argument('[state]', 'what it shall be').choices(STATES));
  return addOutputOption(addServerOptions(command)).action((state: State | undefined, options: Options) =>
    withServer(options, async (client) => {
      const asked =
        state === undefined
          ? client.GET('/server/heketi-state')
          : client.PUT('/server/heketi-state', { body: { state } });
      const found = await dataOf(asked);
      const { output } = options;
      process.stdout.write(output === 'table' ? `${found.state}\n` : printValue(found, output));
    }),
  );
}
