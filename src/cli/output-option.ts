import { type Command, Option } from 'commander';
import { type OutputFormat, outputFormats } from './output.ts';

export interface OutputOptions {
  readonly output: OutputFormat;
}

export function addOutputOption(command: Command): Command {
  return command.addOption(
    new Option('--output <format>', 'form of the output').choices(outputFormats).default('table'),
  );
}
