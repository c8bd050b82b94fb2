import { Command, CommanderError } from 'commander';
import { version } from '../kernel/version.ts';

interface HeketiFlags {
  readonly config?: string;
  readonly disableAuth?: boolean;
  readonly ignoreHeketiDb?: boolean;
}

/** What Heketi does beside serving, and what does it here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'db import': 'use `hostreeve import heketi FILE`',
  'db export': 'use `hostreeve export heketi FILE`',
  'db consistency-check': 'use `hostreeve db check`',
  'db delete-bricks-with-empty-path': 'no brick is ever kept without its path here',
  'offline cleanup-operations':
    'a running server tries them again by itself; `hostreeve operation retry ID` does it now',
  'offline state': 'GET /internal/state/examine/gluster of a running server compares',
  'offline update-dbvol': 'the store never lies on a volume that it manages',
};

/**
 * The `heketi` command, for unit files and images of Heketi: `serve --heketi-config` under another name, with Heketi's
 * exit codes (contract heketi-api §1.1): 0 done, 1 everything else, with the reason on standard error.
 *
 * @param serve runs a command of `hostreeve`, and gives its exit code; errors are on standard error by then
 */
export async function runHeketi(
  args: readonly string[],
  serve: (args: readonly string[]) => Promise<number>,
): Promise<number> {
  const [first = '', second = ''] = args;
  if (first === 'db' || first === 'offline') {
    const place = ELSEWHERE[`${first} ${second}`];
    process.stderr.write(
      place === undefined
        ? `error: there is no 'heketi ${`${first} ${second}`.trim()}'; 'hostreeve --help' lists what there is\n`
        : `error: 'heketi ${first} ${second}' is not here: ${place}\n`,
    );
    return 1;
  }
  const program = new Command('heketi')
    .description('Runs the server with the configuration of a Heketi; hostreeve has everything else.')
    .version(`Heketi ${version} (Hostreeve)`, '-v, --version', 'print the version')
    .option('--config <file>', 'heketi.json')
    .option('--disable-auth', 'answer without looking at tokens')
    .option('--ignore-heketi-db', 'start empty although the database of a Heketi is there')
    .exitOverride();
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    throw error;
  }
  const { config, disableAuth = false, ignoreHeketiDb = false } = program.opts<HeketiFlags>();
  if (config === undefined) {
    process.stderr.write('Please provide configuration file\n');
    return 1;
  }
  const code = await serve([
    'serve',
    '--heketi-config',
    config,
    ...(disableAuth ? ['--disable-auth'] : []),
    ...(ignoreHeketiDb ? ['--ignore-heketi-db'] : []),
  ]);
  return code === 0 ? 0 : 1;
}
