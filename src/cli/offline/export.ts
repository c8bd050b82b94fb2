import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { reasonOf } from '../../kernel/errors.ts';
import { errors } from '../errors.ts';
import { addConfigOptions, type ConfigOptions } from './config-options.ts';
import { withAdmin } from './with-admin.ts';

/** `export`: writes what there is in the form of another system. */
export function exportCommand(): Command {
  const heketi = new Command('heketi')
    .description("write the inventory as Heketi's database: what `heketi db import` takes")
    .argument('[file]', 'where it goes, with mode 0600; it must not exist. Without it, or with -, standard output')
    .addHelpText(
      'after',
      `
Examples:
  hostreeve export heketi back.json
  heketi db import --jsonfile back.json --dbfile heketi.db`,
    );
  return new Command('export')
    .description('write what there is in the form of another system')
    .addCommand(addConfigOptions(heketi).action(runHeketi));
}

async function runHeketi(file: string | undefined, options: ConfigOptions): Promise<void> {
  const { document } = await withAdmin(options, (admin) => admin.call('inventory.export', {}));
  if (file === undefined || file === '-') {
    process.stdout.write(`${document}\n`);
    return;
  }
  try {
    writeFileSync(file, `${document}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw errors.CLI_INPUT_INVALID({ problems: [{ message: `${file}: ${reasonOf(error)}` }] }, { cause: error });
  }
  process.stdout.write(`${file}\n`);
}
