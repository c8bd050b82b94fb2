import { CodedError } from '../../../kernel/errors.ts';
import type { Reader } from '../../../kernel/operations/index.ts';
import { lookingSession } from '../looking-session.ts';
import { glusterOn } from '../gluster/gluster-driver.ts';
import type { ClusterFacts } from './facts.ts';
import type { GatherParts } from './gather.ts';
import { settledIn } from './settled.ts';
import type { StoreView } from './store-view.ts';

/** What the bricks of a volume still owe each other. */
export interface HealLook {
  readonly volume: string;
  readonly entries: number;
  /** Bricks that could not be asked: what they owe is unknown, never 0. */
  readonly unknownBricks: number;
  readonly atMs: number;
}

/** In one examination: `heal info` takes a second for a volume. Those that were looked at longest ago come first. */
const BUDGET_MS = 5 * 60_000;
const LOOK_MS = 60_000;

/** Asks for the heal state of volumes with copies, one after the other, as long as the budget lasts. */
export async function lookAtHeals(
  parts: GatherParts,
  reader: Reader,
  view: StoreView,
  { gluster }: ClusterFacts,
  signal: AbortSignal,
): Promise<readonly HealLook[]> {
  if (gluster.kind === 'silent') return [];
  const { timer, hosts } = parts;
  const untilMs = timer.now() + BUDGET_MS;
  const started = new Set(gluster.volumes.filter(({ status }) => status === 'started').map(({ name }) => name));
  const before = new Map(
    (
      await reader.read({
        sql: 'select volume, seen_at_ms from gluster_heal_look where cluster = $1',
        values: [view.cluster],
      })
    ).map((row) => [String(row['volume']), Number(row['seen_at_ms'])]),
  );
  const volumes = settledIn(view)
    .volumes.filter(({ name, durability }) => started.has(name) && durability.kind !== 'none')
    .toSorted((a, b) => (before.get(a.id) ?? 0) - (before.get(b.id) ?? 0));
  const looks: HealLook[] = [];
  for (const { id, name } of volumes) {
    if (signal.aborted || timer.now() > untilMs) break;
    try {
      const session = lookingSession(hosts, gluster.host, { timer, signal, lookMs: LOOK_MS });
      const health = await glusterOn(session).health(name);
      const count = view.bricks.filter(({ volume }) => volume === id).length;
      const told = health.filter(({ entries }) => entries !== undefined);
      looks.push({
        volume: id,
        entries: told.reduce((sum, { entries = 0 }) => sum + entries, 0),
        unknownBricks: Math.max(0, count - told.length),
        atMs: timer.now(),
      });
    } catch (error) {
      // Refused for some seconds after a glusterd comes back [recorded]: asked again the next time.
      if (!(error instanceof CodedError)) throw error;
    }
  }
  return looks;
}
