import { Command } from 'commander';
import { backUpStore, checkStore } from '../../server/index.ts';
import { addConfigOptions, configFromOptions, type ConfigOptions } from './config-options.ts';

/** `db`: looks after the store, with or without a server that has it open. */
export function dbCommand(): Command {
  const check = new Command('check').description(
    'look for damage in the store, and whether its inventory goes together; exit code 1 when something is wrong',
  );
  const backup = new Command('backup')
    .description('copy a SQLite store into a new file, also while a server uses it; secrets stay sealed')
    .argument('<file>', 'where the copy goes; it must not exist');
  return new Command('db')
    .description('check and back up the store')
    .addCommand(addConfigOptions(check).action(runCheck))
    .addCommand(addConfigOptions(backup).action(runBackup));
}

async function runCheck(options: ConfigOptions): Promise<void> {
  const { path, problems, inventory, elapsedMs } = await checkStore(configFromOptions(options, process.env).config);
  const found = inventory.findings.length;
  for (const line of [...problems, ...inventory.findings]) process.stdout.write(`${line}\n`);
  process.stdout.write(`${path}: ${problems.length === 0 ? 'no damage' : 'damaged'}, checked in ${elapsedMs} ms\n`);
  process.stdout.write(`inventory: ${found === 0 ? RESULTS[inventory.kind] : `inconsistent, ${found} found`}\n`);
  if (problems.length + found > 0) process.exitCode = 1;
}

const RESULTS = {
  checked: 'consistent',
  empty: 'none yet',
  older: 'not checked, for the store is that of an earlier release; the next start migrates it',
  unreadable: 'not checked, for the store is damaged',
} as const;

async function runBackup(file: string, options: ConfigOptions): Promise<void> {
  await backUpStore(configFromOptions(options, process.env).config, file);
  process.stdout.write(`${file}\n`);
  process.stderr.write('keep the master key with care and apart from it: the secrets in the copy need it\n');
}
