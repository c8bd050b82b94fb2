/** Heketi's REST API, on the volumes of this server: contract heketi-api. */
export { checkInventory } from './db/check-inventory.ts';
export { exportDatabase } from './db/database.ts';
export { importDatabase, type ImportReport } from './db/import-database.ts';
export { volumeOptionsIn } from './asked-options.ts';
export { type AdminState, type AdminStateName, createAdminState, setAdminStateBy } from './admin-state.ts';
export { heketiDocument, printedHeketiDocument } from './document/swagger.ts';
export { heketiMetrics } from './metrics.ts';
export { heketiMigrations } from './migrations.ts';
export type { HeketiParts, Route } from './parts.ts';
export { heketiAppOptions, registerHeketi } from './register-heketi.ts';
export { heketiRoutes } from './routes.ts';
export { type HeketiConfig, type HeketiSettings, heketiSettings } from './settings.ts';
