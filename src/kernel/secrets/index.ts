/** Secrets at rest and in the process: the wrapper, the keys, sealing, and the net under the logs. */
export { type DataKey, newDataKey, openDataKey, rewrapDataKey } from './data-key.ts';
export { findMasterKey, type MasterKey, type MasterKeyPlaces } from './master-key.ts';
export { secretMigrations } from './migrations.ts';
export { createScrubber, type Scrubber } from './scrub.ts';
export { open, seal } from './seal.ts';
export { SealingKey } from './sealing-key.ts';
export { Secret } from './secret.ts';
export { isUnsealed, openVault, type Vault } from './vault.ts';
