import type pg from 'pg';

/** The whole schema of the current search path as text, for the golden file. */
export async function dumpPostgresSchema(client: pg.ClientBase | pg.Pool): Promise<string> {
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
  const tables = [...new Set(columns.rows.map((row) => row.table))].map((table) => {
    const lines = [...columns.rows, ...rules.rows].filter((row) => row.table === table).map((row) => `  ${row.line}`);
    return `table ${table}\n${lines.join('\n')}\n`;
  });
  return [...tables, ...indexes.rows.map((row) => `${row.line}\n`)].join('\n');
}
