/** Secrets at rest and in the process: the wrapper, the keys, sealing, and the net under the logs. */
export { findMasterKey, MASTER_KEY_FILE } from './master-key.ts';
export { secretMigrations } from './migrations.ts';
export { createScrubber } from './scrub.ts';
export { Secret } from './secret.ts';
export { isUnsealed, openVault, type Vault } from './vault.ts';
