import { defineErrors } from '../errors.ts';

/** Everything that can go wrong with the store itself; what a caller expects (a lost race) is a return value instead. */
export const errors = defineErrors({
  STORE_IN_USE: {
    status: 503,
    retry: 'never',
    when: 'A second process tried to open a SQLite store that another one has open.',
    remedy:
      'Stop the first process, give this one a data folder of its own, or use PostgreSQL, which several servers can share.',
    text: (e: { path: string; owner: string }) =>
      `the store ${e.path} is in use by ${e.owner}; stop that process first`,
  },
  STORE_LOCKED: {
    status: 503,
    retry: 'backoff',
    when: 'Another program or session holds a lock in the store for longer than Hostreeve waits.',
    remedy: 'Find who holds it (`fuser FILE`, `pg_locks`) and end its transaction.',
    text: (e: { path: string }) => `somebody else holds a lock in the store ${e.path}`,
  },
  STORE_FULL: {
    status: 507,
    retry: 'backoff',
    when: 'The disk under the store, or its quota, is full. Nothing of the refused change was kept.',
    remedy: 'Free space on that file system; the next change is tried as usual, no restart is needed.',
    text: (e: { path: string }) => `no space is left for the store ${e.path}; free some and try again`,
  },
  STORE_READ_ONLY: {
    status: 503,
    retry: 'backoff',
    when: 'The store cannot be written: a read-only file system, file mode, or a PostgreSQL standby.',
    remedy: 'Make the data folder writable for the user that runs Hostreeve, or name the primary in `store.url`.',
    text: (e: { path: string }) => `the store ${e.path} is read-only for this process`,
  },
  STORE_CANNOT_OPEN: {
    status: 503,
    retry: 'never',
    when: 'The data folder or the file in it cannot be created or opened.',
    remedy: 'Check that the folder exists, that its owner is the user that runs Hostreeve, and that it is no file.',
    text: (e: { path: string; reason: string }) => `the store ${e.path} cannot be opened: ${e.reason}`,
  },
  STORE_NOT_A_DATABASE: {
    status: 503,
    retry: 'never',
    when: 'The file in the place of the store is no SQLite database.',
    remedy: 'Name another data folder, or move the file away; Hostreeve does not overwrite it.',
    text: (e: { path: string }) => `${e.path} is not a SQLite database; it was left as it is`,
  },
  STORE_CORRUPT: {
    status: 503,
    retry: 'never',
    when: 'The integrity check found damage in the store.',
    remedy:
      'Stop the server, keep the damaged file for examination, and put the newest good backup in its place (docs/operating/store.md).',
    text: (e: { path: string; found: string; backups: string }) =>
      `the store ${e.path} is damaged (${e.found}); move it away and restore a backup: ${e.backups}`,
  },
  STORE_IO: {
    status: 503,
    retry: 'backoff',
    when: 'Reading or writing the store failed in the operating system.',
    remedy: 'Look at the kernel log of the machine for disk errors before you go on.',
    text: (e: { path: string; reason: string }) => `reading or writing the store ${e.path} failed: ${e.reason}`,
  },
  STORE_BACKUP_EXISTS: {
    status: 409,
    retry: 'never',
    when: 'A backup was to go into a file that is there already.',
    remedy: 'Name a file that does not exist; Hostreeve never overwrites a backup.',
    text: (e: { copy: string }) => `${e.copy} exists already; name another file`,
  },
  STORE_TOO_NEW: {
    status: 503,
    retry: 'never',
    when: 'A newer release of Hostreeve has changed the store beyond what this one understands.',
    remedy: 'Start that newer release again, or restore the backup that was made before its first start.',
    text: (e: { path: string; unknown: readonly string[]; wayBack: string }) =>
      `the store ${e.path} belongs to a newer release (it has ${e.unknown.join(', ')}); start that release, or ${e.wayBack}`,
  },
  STORE_MIGRATION_FAILED: {
    status: 503,
    retry: 'never',
    when: 'A change of the schema failed. All of it was rolled back; the store is as it was.',
    remedy: 'Read the cause, mend it, and start again; the previous release still runs on this store.',
    text: (e: { path: string; migration: string }) =>
      `the migration ${e.migration} of the store ${e.path} failed and was rolled back`,
  },
  STORE_UNSUPPORTED: {
    status: 503,
    retry: 'never',
    when: 'The PostgreSQL server or database lacks something that Hostreeve needs.',
    remedy: 'Use PostgreSQL 13 or newer and a database with the encoding UTF8.',
    text: (e: { path: string; found: string; needed: string }) => `${e.path}: found ${e.found}, needed ${e.needed}`,
  },
  STORE_UNAVAILABLE: {
    status: 503,
    retry: 'backoff',
    when: 'The store did not answer: the connection was lost, refused, or the store is being closed.',
    remedy:
      'See whether the database runs. Where the outcome is `unknown`, the change may have been kept: read before you repeat it.',
    text: (e: { path: string; reason: string; outcome: 'not-applied' | 'unknown' }) =>
      `the store ${e.path} does not answer (${e.reason}); the change was ${
        e.outcome === 'unknown' ? 'sent and may have been kept' : 'not made'
      }`,
  },
  STORE_OVERLOADED: {
    status: 503,
    retry: 'backoff',
    when: 'More changes wait for the store than its queue holds.',
    remedy: 'Try again later; look at `hostreeve_store_write_seconds` for a disk that is too slow.',
    text: (e: { path: string; waiting: number }) =>
      `${e.waiting} changes wait for the store ${e.path}; try again later`,
  },
  STORE_STATEMENT_FAILED: {
    status: 500,
    retry: 'never',
    when: 'The database refused a statement as wrong: a fault of Hostreeve.',
    remedy: 'Report it with the log line; nothing of the batch was kept.',
    text: (e: { sql: string; reason: string }) => `the database refused '${e.sql.slice(0, 120)}': ${e.reason}`,
  },
});
