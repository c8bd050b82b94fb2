import type { HeketiApi } from '../parts.ts';
import { GENERATION } from './document.ts';

/** What tells this database from others; made when it is asked for the first time. 32 hex digits. */
export async function generationOf({ store, newId }: Pick<HeketiApi, 'store' | 'newId'>): Promise<string> {
  const find = async () => {
    const [row] = await store.read({ sql: 'select value from heketi_attribute where name = $1', values: [GENERATION] });
    return row?.['value'];
  };
  const found = await find();
  if (found !== undefined) return String(found);
  await store.write([
    {
      sql: 'insert into heketi_attribute (name, value) values ($1, $2) on conflict (name) do nothing',
      values: [GENERATION, newId()],
    },
  ]);
  return String(await find());
}
