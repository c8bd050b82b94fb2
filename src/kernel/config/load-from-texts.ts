import { type ConfigProblem, configErrors } from './errors.ts';
import { loadConfig, type LoadedConfig } from './load-config.ts';
import type { Environment } from './layers/environment.ts';
import type { ConfigFlags } from './layers/flags.ts';

export interface ConfigTexts {
  readonly flags?: ConfigFlags;
  readonly env?: Environment;
  /** Contents of hostreeve.yaml; absent: no such file is named. */
  readonly yaml?: string;
  /** Contents of heketi.json, or what is to be written there as JSON; absent: no such file is named. */
  readonly heketi?: unknown;
}

/** For tests: loads a configuration whose files are given as texts. */
export function loadFromTexts(texts: ConfigTexts): LoadedConfig {
  const heketi = typeof texts.heketi === 'string' ? texts.heketi : JSON.stringify(texts.heketi, undefined, 2);
  const files = new Map([
    ['hostreeve.yaml', texts.yaml],
    ['heketi.json', heketi],
  ]);
  return loadConfig({
    flags: texts.flags ?? {},
    env: texts.env ?? {},
    yamlPath: texts.yaml === undefined ? undefined : 'hostreeve.yaml',
    heketiPath: texts.heketi === undefined ? undefined : 'heketi.json',
    readFile: (path) => files.get(path) ?? '',
  });
}

/** For tests: the messages of what is wrong with a configuration; empty when it loads. */
export function problemsOf(texts: ConfigTexts): readonly string[] {
  try {
    loadFromTexts(texts);
    return [];
  } catch (error) {
    if (!configErrors.CONFIG_INVALID.is(error)) throw error;
    return (error.fields['problems'] as readonly ConfigProblem[]).map(({ message }) => message);
  }
}
