import { Command, Option } from 'commander';
import { printConfig, type PrintFormat } from '../../kernel/config/index.ts';
import { addConfigOptions, configFromOptions, type ConfigOptions } from './config-options.ts';

/** `config print`: what a configuration amounts to, and where each value comes from. */
export function configCommand(): Command {
  const print = new Command('print')
    .description('show every setting with its value and its origin; secrets are not shown')
    .addOption(
      new Option('--output <format>', 'form of the output').choices(['table', 'json', 'yaml']).default('table'),
    )
    .action(runPrint);
  return new Command('config').description('look at the configuration').addCommand(addConfigOptions(print));
}

function runPrint(options: ConfigOptions & { readonly output: PrintFormat }): void {
  const loaded = configFromOptions(options, process.env);
  for (const warning of loaded.warnings) process.stderr.write(`warning: ${warning}\n`);
  process.stdout.write(printConfig(loaded, options.output));
}
