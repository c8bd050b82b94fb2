import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';

/** The whole schema of a SQLite store as text, for its golden file. */
export function dumpSqliteSchema(path: string): string {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = db
    .prepare("select sql from sqlite_schema where sql is not null and name not like 'sqlite_%' order by name")
    .all() as { sql: string }[];
  db.close();
  return `${rows.map((row) => `${row.sql};`).join('\n\n')}\n`;
}

/** The whole schema of a PostgreSQL store as text, for its golden file; `pg_dump` may be missing, or another version. */
export async function dumpPostgresSchema(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const columns = await client.query<{ table: string; line: string }>(`
    select c.relname as table,
      a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end ||
        coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
    order by c.relname, a.attnum`);
  const rules = await client.query<{ table: string; line: string }>(`
    select conrelid::regclass::text as table, 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) as line
    from pg_constraint where connamespace = current_schema()::regnamespace and conrelid <> 0 order by 1, 2`);
  const indexes = await client.query<{ line: string }>(`
    select replace(indexdef, schemaname || '.', '') as line from pg_indexes
    where schemaname = current_schema()
      and indexname not in (select conname from pg_constraint where connamespace = current_schema()::regnamespace)
    order by 1`);
  const counters = await client.query<{ line: string }>(`
    select 'sequence ' || sequencename as line from pg_sequences where schemaname = current_schema() order by 1`);
  await client.end();
  const tables = [...new Set(columns.rows.map((row) => row.table))].map((table) => {
    const lines = [...columns.rows, ...rules.rows].filter((row) => row.table === table).map((row) => `  ${row.line}`);
    return `table ${table}\n${lines.join('\n')}\n`;
  });
  return [...tables, ...[...indexes.rows, ...counters.rows].map((row) => `${row.line}\n`)].join('\n');
}
