/** The audit record: who did what, on what, from where; sealed so that a change is found. */
export { auditKeyOf, openAuditKey } from './audit-key.ts';
export { type AuditFact, auditStatement } from './audit-statement.ts';
export { auditMigrations } from './migrations.ts';
export { type AuditEntry, type AuditPage, type AuditQuery, readAudit } from './read-audit.ts';
export { type Sealer, type SealerStatistics, startSealer } from './sealer.ts';
export { type Anchor, type AuditFault, type AuditReport, verifyAudit } from './verify-audit.ts';
