import type { Call } from './parts.ts';
import { Refusal } from './refusal.ts';

/**
 * Contract heketi-api §9.6, rows 9 and 10. Q3: the original panics at an empty id.
 *
 * @throws Refusal 400
 */
export async function requireKnownClusters({ api }: Call, wanted: readonly string[]): Promise<void> {
  const known = await api.volumes.clusters.list();
  if (known.length === 0) throw new Refusal(400, 'No clusters configured');
  const unknown = wanted.find((id) => !known.includes(id));
  if (unknown !== undefined) throw new Refusal(400, `Cluster id ${unknown} not found`);
}
