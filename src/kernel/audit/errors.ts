import { defineErrors } from '../errors.ts';

/** What `verifyAudit` finds is a report and no error. */
export const errors = defineErrors({
  AUDIT_TOO_LARGE: {
    status: 500,
    retry: 'never',
    when: 'Hostreeve itself was to write down more about one action than an audit entry may hold.',
    remedy: 'Report it with the log line; nothing was done.',
    text: (e: { action: string; characters: number; most: number }) =>
      `the audit entry of ${e.action} has ${e.characters} characters; ${e.most} are allowed`,
  },
  AUDIT_KEY_MISSING: {
    status: 503,
    retry: 'never',
    when: 'The audit record has a key, and the vault has lost it.',
    remedy:
      'Restore the rows of `secret` from a backup. Without the key the record can be read, and neither sealed nor verified.',
    text: () => 'the key of the audit chain is not in the vault any more',
  },
  AUDIT_CHAIN_BROKEN: {
    status: 503,
    retry: 'never',
    when: 'The audit record does not end where this server, or its key, says that it ends: somebody changed it in the store, or gave another key.',
    remedy:
      'Verify the record to see where it was changed. New entries are kept and not sealed meanwhile, so that the damage stays visible.',
    text: (e: { found: string }) => `the audit chain is not continued: ${e.found}`,
  },
});
