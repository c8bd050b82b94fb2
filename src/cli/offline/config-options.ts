import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type ConfigSources, configKeys, loadConfig, type LoadedConfig } from '../../kernel/config/index.ts';

/** What commander makes of the flags of `addConfigOptions`. */
export interface ConfigOptions {
  readonly config?: string;
  readonly heketiConfig?: string;
  readonly data?: string;
  readonly listen?: string;
  readonly logLevel?: string;
  readonly store?: string;
  readonly disableAuth?: boolean;
  readonly ignoreHeketiDb?: boolean;
  readonly topology?: string;
}

const operands: Readonly<Record<string, string>> = {
  '--data': ' <dir>',
  '--listen': ' <host:port>',
  '--log-level': ' <level>',
  '--store': ' <url>',
  '--topology': ' <file>',
};

/** Adds the flags that say where the configuration is and that override single keys of it. */
export function addConfigOptions(command: Command): Command {
  command
    .option('--config <file>', 'configuration file (YAML); without it, the one that HOSTREEVE_CONFIG names')
    .option('--heketi-config <file>', 'a heketi.json to take over; with it, every address is listened on');
  for (const { flag, path, meaning } of configKeys)
    if (flag !== undefined) command.option(flag + (operands[flag] ?? ''), `${path}: ${meaning.replaceAll('`', '')}`);
  return command;
}

/**
 * Loads the configuration that the options and the environment describe.
 *
 * @param defaults what the command puts in place of the usual defaults
 * @throws CONFIG_INVALID
 */
export function configFromOptions(
  options: ConfigOptions,
  env: NodeJS.ProcessEnv,
  defaults: NonNullable<ConfigSources['defaults']> = {},
): LoadedConfig {
  const { HOSTREEVE_CONFIG: fromEnvironment } = env;
  return loadConfig({
    flags: {
      '--data': options.data,
      '--listen': options.listen,
      '--log-level': options.logLevel,
      '--store': options.store,
      '--disable-auth': options.disableAuth,
      '--ignore-heketi-db': options.ignoreHeketiDb,
      '--topology': options.topology,
    },
    env,
    yamlPath: options.config ?? (fromEnvironment === '' ? undefined : fromEnvironment),
    heketiPath: options.heketiConfig,
    defaults,
    readFile: (path) => readFileSync(path, 'utf8'),
  });
}
