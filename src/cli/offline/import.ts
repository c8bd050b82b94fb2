import { Command } from 'commander';
import { readInput } from '../read-input.ts';
import { addConfigOptions, configFromOptions, type ConfigOptions } from './config-options.ts';
import { withAdmin } from './with-admin.ts';

/** `import`: takes over what another system kept. */
export function importCommand(): Command {
  const heketi = new Command('heketi')
    .description("take over Heketi's database, all of it or nothing; ids stay as they are")
    .argument('<file>', 'what `heketi db export` or `heketi-cli db dump` wrote; - reads standard input')
    .option('--dry-run', 'say what would be taken over and what is wrong with it, and keep nothing', false)
    .option('--repair', 'take it also where entries do not go together, without those that hang on nothing', false)
    .option('--force', 'take it also where it says things that no known version of Heketi says', false)
    .addHelpText(
      'after',
      `
Examples:
  heketi db export --dbfile heketi.db --jsonfile heketi.json
  hostreeve import heketi heketi.json --dry-run
  hostreeve import heketi heketi.json`,
    );
  return new Command('import')
    .description('take over what another system kept')
    .addCommand(addConfigOptions(heketi).action(runHeketi));
}

interface ImportOptions extends ConfigOptions {
  readonly dryRun: boolean;
  readonly repair: boolean;
  readonly force: boolean;
}

async function runHeketi(file: string, options: ImportOptions): Promise<void> {
  const document = await readInput(file);
  const { config } = configFromOptions(options, process.env);
  const report = await withAdmin(
    options,
    (admin) =>
      admin.call('inventory.import', {
        document,
        isTrial: options.dryRun,
        mayRepair: options.repair,
        mayBeNewer: options.force,
        sshPort: config.heketi.ssh.port,
      }),
    { mayMakeStore: true },
  );
  const { inconsistencies, repairs, recounts, unfinished } = report;
  const out = (line: string): void => void process.stdout.write(`${line}\n`);
  const warn = (line: string): void => void process.stderr.write(`warning: ${line}\n`);
  for (const line of inconsistencies) warn(line);
  for (const line of [...repairs, ...recounts]) warn(line);
  const kinds = ['clusters', 'nodes', 'devices', 'volumes', 'bricks'] as const;
  const counts = [...kinds.map((kind) => `${report[kind]} ${kind}`), `${report.blockVolumes} block volumes`];
  out(`${options.dryRun ? 'would be taken over' : 'taken over'}: ${counts.join(', ')}`);
  out(`sha256 of the file: ${report.sha256}`);
  for (const id of unfinished) out(`under way there, and now nobody's: operation ${id}`);
  if (options.dryRun && inconsistencies.length > 0)
    warn(`${inconsistencies.length} inconsistencies: it is taken over with --repair only`);
  if (recounts.length > 0) warn("'hostreeve drift examine' says what LVM has, after the import");
  if (!options.dryRun) process.stderr.write('next: hostreeve host check, then hostreeve drift examine\n');
}
