export { type Config } from './sections.ts';
export { type ConfigKey, configKeys } from './key-table.ts';
export { type ListenAddress, parseListen } from './listen.ts';
export { type ConfigSources, loadConfig, type LoadedConfig } from './load-config.ts';
export { printConfig, type PrintFormat } from './print-config.ts';
