import { CodedError } from '../../../kernel/errors.ts';
import { outboxStatement } from '../../../kernel/events/index.ts';
import { repeat } from '../../../kernel/repeat.ts';
import type { Statement, Store } from '../../../kernel/store/index.ts';
import { errors } from '../errors.ts';
import {
  askForExamination,
  claimExamination,
  EXAMINATION_CHANNEL,
  finishExamination,
  FORGET_CLAIMS,
  giveUpExamination,
  keepLooks,
} from '../tables/examination-table.ts';
import { dropFinding, keepFinding } from '../tables/finding-table.ts';
import { compare } from './compare.ts';
import type { Comparison, Thresholds } from './comparison.ts';
import { type DriftStatistics, readDriftStatistics } from './drift-statistics.ts';
import { type Finding, findingId } from './finding.ts';
import type { ClusterFacts } from './facts.ts';
import { gather, type GatherParts } from './gather.ts';
import { learnOrders } from './learn-orders.ts';
import { type HealLook, lookAtHeals } from './look-at-heals.ts';
import { type FindingInfo, openFindingsOf } from './read-findings.ts';
import { readStoreView, type StoreView } from './store-view.ts';

const TURN_MS = 10_000;
/** A server that starts has better to do at first. */
const START_AFTER_MS = 60_000;
/** After one that came to nothing. */
const TRY_AGAIN_MS = 300_000;
/** Well below the lease. */
const LONGEST_MS = 15 * 60_000;
/** In the store, of one cluster: the worst ones. */
const MOST_FINDINGS = 2_000;

export interface ExaminerParts extends GatherParts {
  readonly store: Store;
  readonly log: {
    info(fields: object, text: string): void;
    warn(fields: object, text: string): void;
  };
  /** `volumes.examination` of the configuration; 0 seconds examine only what is asked for. */
  readonly schedule: { readonly everyS: number };
  readonly thresholds: Thresholds;
}

export interface Examiner {
  /**
   * Examines a cluster now, after one of this server that is under way, and gives what is different. Throws
   * CLUSTER_NOT_FOUND, DRIFT_EXAMINATION_RUNNING when another server does it, and DRIFT_EXAMINATION_FAILED when it took
   * too long or the server stops.
   */
  examine(cluster: string): Promise<readonly FindingInfo[]>;
  /** A node's host has started anew: its cluster is examined soon. */
  askAfterBoot(node: string): Promise<void>;
  /** What was known at the last turn, on whatever server it was found. */
  statistics(): DriftStatistics;
  /** Ends an examination that is under way. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Compares the hosts of each cluster with the store, from time to time and when it is asked for, on one server at a time.
 * A difference counts when two looks in a row have seen it: between reading the store and reading a host, an operation
 * may have begun and ended.
 *
 * @example
 * const examiner = startExaminer({ store, hosts, timer, log, settings, schedule: { everyS: 3600 }, thresholds });
 * await examiner.examine(cluster);
 */
export function startExaminer(parts: ExaminerParts): Examiner {
  const { store, timer, log, schedule } = parts;
  const stopping = new AbortController();
  const notBeforeMs = new Map<string, number>();
  const running = new Map<string, Promise<unknown>>();
  const startedAtMs = timer.now();
  let statistics: DriftStatistics = { findings: [], fills: [], healEntries: 0, healUnknown: 0 };
  let isFirst = true;

  const examineOnce = async (cluster: string): Promise<readonly FindingInfo[]> => {
    const claim = await takeClaim(store, cluster);
    const limit = new AbortController();
    const signal = AbortSignal.any([stopping.signal, limit.signal]);
    const done = new AbortController();
    const watching = timer.sleep(LONGEST_MS, done.signal).then(() => limit.abort());
    try {
      const looked = await look(parts, cluster, signal);
      signal.throwIfAborted();
      const learnt = await learnOrders(store, looked.view, looked.facts.gluster);
      if (learnt > 0)
        log.info({ cluster, volumes: learnt }, 'the order of the bricks of volumes was learnt from Gluster');
      const written = await record(parts, cluster, claim, looked);
      if (!written) throw errors.CLUSTER_NOT_FOUND({ cluster });
      return await openFindingsOf(store, cluster);
    } catch (error) {
      await store.write([giveUpExamination(cluster, claim)]);
      if (error instanceof CodedError || !signal.aborted) throw error;
      throw errors.DRIFT_EXAMINATION_FAILED({ cluster, reason: whyOver(stopping.signal) }, { cause: error });
    } finally {
      done.abort();
      await watching;
    }
  };

  /** Those of this server wait for each other: who has just repaired something wants to know. */
  const examine = async (cluster: string): Promise<readonly FindingInfo[]> => {
    const before = running.get(cluster);
    const own = (async () => {
      await Promise.allSettled([before]);
      return examineOnce(cluster);
    })();
    running.set(cluster, own);
    try {
      return await own;
    } finally {
      if (running.get(cluster) === own) running.delete(cluster);
    }
  };

  const turn = async (): Promise<void> => {
    if (isFirst && !store.isShared) await store.write([FORGET_CLAIMS]);
    isFirst = false;
    for (const cluster of await dueClusters(store, schedule, timer.now(), startedAtMs)) {
      if (stopping.signal.aborted || (notBeforeMs.get(cluster) ?? 0) > timer.now()) continue;
      try {
        await examine(cluster);
        notBeforeMs.delete(cluster);
      } catch (error) {
        if (errors.DRIFT_EXAMINATION_RUNNING.is(error) || errors.CLUSTER_NOT_FOUND.is(error)) continue;
        notBeforeMs.set(cluster, timer.now() + TRY_AGAIN_MS);
        if (!stopping.signal.aborted) log.warn({ err: error, cluster }, 'examining a cluster failed');
      }
    }
    statistics = await readDriftStatistics(store);
  };

  const repetition = repeat({ timer, log, what: 'examining the hosts', everyMs: TURN_MS, turn });
  const stopListening = store.onNotice(EXAMINATION_CHANNEL, () => repetition.look());

  return {
    examine,
    askAfterBoot: async (node) => {
      if (schedule.everyS === 0) return;
      const [row] = await store.read({ sql: 'select cluster from gluster_node where id = $1', values: [node] });
      if (row !== undefined) await store.write(askForExamination(String(row['cluster'])));
    },
    statistics: () => statistics,
    stop: async () => {
      stopListening();
      stopping.abort();
      await Promise.allSettled(running.values());
      await repetition.stop();
    },
  };
}

const whyOver = (stopping: AbortSignal): string =>
  stopping.aborted ? 'the server stops' : `it took longer than ${LONGEST_MS / 60_000} minutes`;

interface Looked {
  readonly view: StoreView;
  readonly facts: ClusterFacts;
  readonly comparison: Comparison;
  readonly heals: readonly HealLook[];
  readonly open: readonly FindingInfo[];
}

async function takeClaim(store: Store, cluster: string): Promise<number> {
  const outcome = await store.write(claimExamination(store, cluster));
  if (outcome.kind === 'committed') return Number(outcome.results[1]?.rows[0]?.['claim']);
  const [known] = await store.read({ sql: 'select 1 as one from gluster_cluster where id = $1', values: [cluster] });
  throw known === undefined ? errors.CLUSTER_NOT_FOUND({ cluster }) : errors.DRIFT_EXAMINATION_RUNNING({ cluster });
}

async function look(parts: ExaminerParts, cluster: string, signal: AbortSignal): Promise<Looked> {
  const { store, thresholds } = parts;
  const read = async (): Promise<StoreView> => {
    const view = await readStoreView(store, cluster);
    if (view === undefined) throw errors.CLUSTER_NOT_FOUND({ cluster });
    return view;
  };
  const view = await read();
  const facts = await gather(parts, view, signal);
  const heals = await lookAtHeals(parts, store, view, facts, signal);
  const first = compare(view, facts, thresholds);
  const open = await openFindingsOf(store, cluster);
  const known = new Set(open.map(({ id }) => id));
  const idOf = (found: Finding): string => findingId(cluster, found);
  if (first.findings.every((found) => known.has(idOf(found)))) return { view, facts, comparison: first, heals, open };
  for (const found of first.findings) known.add(idOf(found));
  const again = await read();
  const seen = await gather(parts, again, signal);
  const second = compare(again, seen, thresholds);
  const findings = second.findings.filter((found) => known.has(idOf(found)));
  return { view: again, facts: seen, comparison: { ...second, findings }, heals, open };
}

/** False when the cluster has gone meanwhile, or another server has taken it over. */
async function record(
  { store, timer, log }: ExaminerParts,
  cluster: string,
  claim: number,
  { view, comparison, heals, open }: Looked,
): Promise<boolean> {
  const atMs = timer.now();
  const kept = comparison.findings.slice(0, MOST_FINDINGS);
  if (kept.length < comparison.findings.length)
    log.warn({ cluster, findings: comparison.findings.length }, 'more is different than is kept');
  const before = new Set(open.map(({ id }) => id));
  const now = new Set(kept.map((found) => findingId(cluster, found)));
  const fresh = kept.filter((found) => !before.has(findingId(cluster, found)));
  const gone = open.filter(({ id }) => !now.has(id));
  const tell = (topic: string, id: string, { project, code, severity, objects, found }: Told): Statement =>
    outboxStatement({ topic, project, subject: id, body: { cluster, code, severity, objects, found }, atMs });
  const outcome = await store.write([
    finishExamination(store, cluster, claim),
    ...kept.map((found) => keepFinding(cluster, found, atMs)),
    ...gone.map(({ id }) => dropFinding(id)),
    ...keepLooks(cluster, comparison, heals),
    ...fresh.map((found) => tell('drift.found', findingId(cluster, found), found)),
    ...gone.map((found) => tell('drift.gone', found.id, found)),
  ]);
  if (outcome.kind === 'committed' && fresh.length + gone.length > 0)
    log.info(
      { cluster: view.cluster, found: fresh.length, gone: gone.length, open: kept.length },
      'what is different on the hosts has changed',
    );
  return outcome.kind === 'committed';
}

type Told = Pick<Finding, 'project' | 'code' | 'severity' | 'objects' | 'found'>;

/** Those that somebody asked for first; the others as the schedule says. */
async function dueClusters(
  store: Store,
  { everyS }: ExaminerParts['schedule'],
  nowMs: number,
  startedAtMs: number,
): Promise<readonly string[]> {
  const isOld = everyS > 0 && nowMs >= startedAtMs + START_AFTER_MS;
  const rows = await store.read({
    sql: `select cluster.id, coalesce(done.is_asked, 0) as is_asked
      from gluster_cluster cluster left join gluster_examination done on done.cluster = cluster.id
      where coalesce(done.is_asked, 0) = 1
        or ($1 = 1 and coalesce(done.examined_at_ms, 0) <= ${store.words.nowMs} - cast($2 as bigint))
      order by coalesce(done.is_asked, 0) desc, cluster.id`,
    values: [isOld ? 1 : 0, everyS * 1000],
  });
  return rows.map((row) => String(row['id']));
}
