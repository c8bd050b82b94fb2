/** The program put together: configuration, store, secrets, listeners, health, metrics, and stopping in good order. */
export type { Paint } from './demo/demo-words.ts';
export { type DemoParts, tellDemo } from './demo/tell-demo.ts';
export { examineImport } from './examine-import.ts';
export { backUpStore, checkStore } from './look-after-store.ts';
export { keepSignals } from './keep-signals.ts';
export { type RunOptions, runUntilStopped, type StopReason } from './run-until-stopped.ts';
export { type HostreeveOptions, type RunningHostreeve, startHostreeve } from './start-hostreeve.ts';
