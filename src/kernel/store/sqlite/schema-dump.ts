import type { DatabaseSync } from 'node:sqlite';

/** The whole schema as text, for the golden file. */
export function dumpSqliteSchema(db: DatabaseSync): string {
  const rows = db
    .prepare("select sql from sqlite_schema where sql is not null and name not like 'sqlite_%' order by name")
    .all() as { sql: string }[];
  return `${rows.map((row) => `${row.sql};`).join('\n\n')}\n`;
}
