import { Command } from 'commander';
import type { Config } from '../../kernel/config/index.ts';
import { examineImport } from '../../server/index.ts';
import { howMany } from '../how-many.ts';
import { readInput } from '../read-input.ts';
import { addConfigOptions, configFromOptions, type ConfigOptions } from './config-options.ts';
import { withAdmin } from './with-admin.ts';

/** `import`: takes over what another system kept. */
export function importCommand(): Command {
  const heketi = new Command('heketi')
    .description("take over Heketi's database, all of it or nothing; ids stay as they are")
    .argument('<file>', 'what `heketi db export` or `heketi-cli db dump` wrote; - reads standard input')
    .option('--dry-run', 'say what would be taken over and what is wrong with it, and keep nothing', false)
    .option(
      '--examine',
      'with --dry-run: also compare it with what is on the hosts, which are read and not changed',
      false,
    )
    .option('--repair', 'take it also where entries do not go together, without those that hang on nothing', false)
    .option('--force', 'take it also where it says things that no known version of Heketi says', false)
    .addHelpText(
      'after',
      `
Examples:
  heketi db export --dbfile heketi.db --jsonfile heketi.json
  hostreeve import heketi heketi.json --dry-run
  hostreeve import heketi heketi.json --dry-run --examine --config hostreeve.yaml
  hostreeve import heketi heketi.json`,
    );
  return new Command('import').description('take over what another system kept').addCommand(
    addConfigOptions(heketi).action(async (file: string, options: ImportOptions) => {
      if (options.examine && !options.dryRun)
        heketi.error('error: --examine goes with --dry-run; after an import it is `hostreeve drift examine`', {
          exitCode: 2,
        });
      await runHeketi(file, options);
    }),
  );
}

interface ImportOptions extends ConfigOptions {
  readonly dryRun: boolean;
  readonly examine: boolean;
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
  out(`${options.dryRun ? 'would be taken over' : 'taken over'}: ${countsText(report)}`);
  out(`sha256 of the file: ${report.sha256}`);
  for (const id of unfinished) out(`under way there, and now nobody's: operation ${id}`);
  if (options.dryRun && inconsistencies.length > 0)
    warn(`${howMany(inconsistencies.length, 'inconsistency', 'inconsistencies')}: it is taken over with --repair only`);
  if (recounts.length > 0) warn("'hostreeve drift examine' says what LVM has, after the import");
  if (options.examine) await examine(document, config, options);
  if (!options.dryRun) process.stderr.write('next: hostreeve host check, then hostreeve drift examine\n');
}

type Counts = Readonly<Record<'clusters' | 'nodes' | 'devices' | 'volumes' | 'bricks' | 'blockVolumes', number>>;

function countsText({ clusters, nodes, devices, volumes, bricks, blockVolumes }: Counts): string {
  return [
    howMany(clusters, 'cluster'),
    howMany(nodes, 'node'),
    howMany(devices, 'device'),
    howMany(volumes, 'volume'),
    howMany(bricks, 'brick'),
    howMany(blockVolumes, 'block volume'),
  ].join(', ');
}

/** Says what would be different on the hosts; ends early, with nothing left behind, when it is interrupted. */
async function examine(document: string, config: Config, { force }: ImportOptions): Promise<void> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const { signal } = stopping;
    const trial = { config, environment: process.env, document, mayBeNewer: force, signal };
    const differences = await examineImport(trial);
    for (const { severity, code, found, remedy } of differences)
      process.stdout.write(`${severity} ${code}: ${found}. ${remedy}\n`);
    process.stdout.write(`different on the hosts: ${differences.length}\n`);
    if (differences.some(({ code }) => code === 'host-unread')) process.stderr.write(`hint: ${UNREAD}\n`);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    process.stderr.write('error: the hosts were not compared to the end, for it was interrupted\n');
    process.exitCode = 1;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

const UNREAD =
  'a trial records no keys of hosts: put those of hosts that are not known into a file, compared on the hosts, and name it in hosts.knownHostsFile';
