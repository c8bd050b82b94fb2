import { Command, CommanderError } from 'commander';
import { CodedError, describeError } from '../kernel/errors.ts';
import { version } from '../kernel/version.ts';

/** What each exit code means; docs/cli.md says the same. */
const EXIT = { done: 0, failed: 1, usage: 2, brokenPipe: 141 } as const;

interface Entry {
  readonly description: string;
  readonly load: () => Promise<Command>;
}

const commands: Readonly<Record<string, Entry>> = {
  serve: {
    description: 'run the server',
    load: async () => (await import('./offline/serve.ts')).serveCommand(),
  },
  createuser: {
    description: 'make a person who can log in; also the first one',
    load: async () => (await import('./offline/createuser.ts')).createUserCommand(),
  },
  user: {
    description: 'people and services that use Hostreeve',
    load: async () => (await import('./offline/user.ts')).userCommand(),
  },
  role: {
    description: 'what users may do, and where',
    load: async () => (await import('./offline/role.ts')).roleCommand(),
  },
  token: {
    description: 'tokens, by which programs use Hostreeve for a user',
    load: async () => (await import('./offline/token.ts')).tokenCommand(),
  },
  project: {
    description: 'projects, to which volumes and everything else belong',
    load: async () => (await import('./offline/project.ts')).projectCommand(),
  },
  audit: {
    description: 'the record of who did what',
    load: async () => (await import('./offline/audit.ts')).auditCommand(),
  },
  demo: {
    description: 'show the main job on a simulated fleet, then serve',
    load: async () => (await import('./offline/demo.ts')).demoCommand(),
  },
  topology: {
    description: 'clusters, nodes and devices at once, from a file',
    load: async () => (await import('./online/topology.ts')).topologyCommand(),
  },
  host: {
    description: 'machines, and how they are reached',
    load: async () => (await import('./online/host.ts')).hostCommand(),
  },
  cluster: {
    description: 'nodes whose devices hold volumes together',
    load: async () => (await import('./online/cluster.ts')).clusterCommand(),
  },
  node: {
    description: 'hosts as members of a cluster',
    load: async () => (await import('./online/node.ts')).nodeCommand(),
  },
  device: {
    description: 'disks and folders of nodes that bricks are made on',
    load: async () => (await import('./online/device.ts')).deviceCommand(),
  },
  volume: {
    description: 'what clients mount',
    load: async () => (await import('./online/volume.ts')).volumeCommand(),
  },
  brick: {
    description: 'the parts of volumes, each on a device',
    load: async () => (await import('./online/brick.ts')).brickCommand(),
  },
  snapshot: {
    description: 'volumes as they were at a moment',
    load: async () => (await import('./online/snapshot.ts')).snapshotCommand(),
  },
  'block-volume': {
    description: 'what clients use as disks',
    load: async () => (await import('./online/block-volume.ts')).blockVolumeCommand(),
  },
  drift: {
    description: 'where the hosts are different from what is recorded',
    load: async () => (await import('./online/drift.ts')).driftCommand(),
  },
  operation: {
    description: 'what was asked for and takes time',
    load: async () => (await import('./online/operation.ts')).operationCommand(),
  },
  event: {
    description: 'what happens, on all servers',
    load: async () => (await import('./online/event.ts')).eventCommand(),
  },
  server: {
    description: "the server itself: the administrative state of Heketi's API",
    load: async () => (await import('./online/server.ts')).serverCommand(),
  },
  whoami: {
    description: 'who the server takes you for',
    load: async () => (await import('./online/whoami.ts')).whoamiCommand(),
  },
  config: {
    description: 'look at the configuration',
    load: async () => (await import('./offline/config-print.ts')).configCommand(),
  },
  import: {
    description: 'take over what another system kept',
    load: async () => (await import('./offline/import.ts')).importCommand(),
  },
  export: {
    description: 'write what there is in the form of another system',
    load: async () => (await import('./offline/export.ts')).exportCommand(),
  },
  db: {
    description: 'check and back up the store',
    load: async () => (await import('./offline/db.ts')).dbCommand(),
  },
};

/**
 * Runs the command line and gives its exit code: 0 done, 1 failed, 2 wrong usage or a configuration that is not valid.
 * Errors are one clear line each on standard error.
 */
export async function run(args: readonly string[]): Promise<number> {
  // bin/heketi: flags and exit codes are Heketi's.
  if (args[0] === 'heketi') return (await import('./heketi.ts')).runHeketi(args.slice(1), run);
  const program = new Command('hostreeve')
    .description('Runs the storage, files, jobs, containers and daemons of a fleet of Linux hosts over SSH.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .addHelpText('after', '\nStart with: hostreeve serve --data ./data')
    .showSuggestionAfterError()
    .showHelpAfterError('(hostreeve --help lists the commands)');
  // Only the command that is called is loaded: the server's modules alone take a quarter of a second.
  const called = args[0] === 'help' ? args[1] : args[0];
  for (const [name, { description, load }] of Object.entries(commands)) {
    program.addCommand(name === called ? await load() : new Command(name).description(description));
  }
  for (const command of allCommands(program)) command.exitOverride();
  // Whoever reads may have enough: `hostreeve volume list | head -1`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.brokenPipe);
    throw error;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? EXIT.done);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    for (const line of linesOf(error)) process.stderr.write(`error: ${line}\n`);
    return isWrongInput(error) ? EXIT.usage : EXIT.failed;
  }
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

function isWrongInput(error: unknown): boolean {
  return error instanceof CodedError && (error.code.startsWith('CONFIG_') || error.code === 'CLI_INPUT_INVALID');
}

/** A configuration, or a file that a command was given, has all its problems in one error. */
function linesOf(error: unknown): readonly string[] {
  const problems = error instanceof CodedError ? error.fields['problems'] : undefined;
  if (Array.isArray(problems))
    return problems.map((problem: string | { readonly message: string }) =>
      typeof problem === 'string' ? problem : problem.message,
    );
  if (error instanceof CodedError) return [error.message];
  return [`unexpected: ${describeError(error)}`, ...(error instanceof Error ? [error.stack ?? ''] : [])];
}
