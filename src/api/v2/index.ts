/** `/api/v2`: our own API, in one style for all domains. */
export { v2Document } from './all-routes.ts';
export { registerV2 } from './mount.ts';
export type { AuditReading, HeketiStates, V2Parts } from './parts.ts';
