import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Loader, loadTopology, type Outcome, readTopology, type Topology } from '../../client/index.ts';
import { CodedError, reasonOf } from '../kernel/errors.ts';
import { DEFAULT_PROJECT } from '../kernel/identity/index.ts';
import { fromWire } from '../kernel/operations/index.ts';
import type { Logger } from '../kernel/telemetry/index.ts';
import { errors } from './errors.ts';
import type { Services } from './start-services.ts';

/** Lies in the data folder from before the first change to after the last one. */
const MARK = 'topology-is-loading';
const BY = { principal: '[server]', project: DEFAULT_PROJECT, from: '[server]' };
/** How long one look at an operation is held, in milliseconds. */
const HELD_MS = 5_000;
const NODES_A_PAGE = 100;

type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

export interface FirstTopologyParts {
  readonly services: Pick<Services, 'engine' | 'volumes'>;
  readonly file: string;
  readonly dataFolder: string;
  readonly logger: Log;
  /** Aborted when the server stops: the rest is left to its next start. */
  readonly stopping: AbortSignal;
}

/**
 * Finds out whether a start has to load its topology: the store has no cluster, or an earlier start ended in the middle.
 * With clusters of other origin the file is not even looked at.
 *
 * @returns what loads it; undefined where there is nothing to do
 * @throws SERVER_TOPOLOGY_INVALID
 */
export async function firstTopology(parts: FirstTopologyParts): Promise<(() => Promise<void>) | undefined> {
  const { services, file, dataFolder, logger } = parts;
  const mark = join(dataFolder, MARK);
  const goesOn = existsSync(mark);
  if (!goesOn && (await services.volumes.clusters.list()).length > 0) {
    logger.info({ file }, 'the topology is not loaded: there are clusters already');
    return undefined;
  }
  const topology = readFile(file, logger);
  return async () => {
    writeFileSync(mark, `${file}\n`, { mode: 0o600, flush: true });
    logger.info({ file, goesOn }, 'loading the topology');
    const outcomes = await load(parts, topology, goesOn);
    if (outcomes === undefined) {
      logger.warn({ file }, 'the topology is not loaded to its end; the next start goes on');
      return;
    }
    rmSync(mark, { force: true });
    const failed = outcomes.filter(({ outcome }) => outcome === 'failed' || outcome === 'skipped').length;
    const added = outcomes.filter(({ outcome }) => outcome === 'added').length;
    if (failed === 0) logger.info({ file, added }, 'the topology is loaded');
    else
      logger.error({ file, added, failed }, 'the topology is loaded in part; `hostreeve topology load` adds the rest');
  };
}

/** @throws SERVER_TOPOLOGY_INVALID */
function readFile(path: string, logger: Log): Topology {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw errors.SERVER_TOPOLOGY_INVALID(
      { path, problems: [{ message: `${path}: cannot be read: ${reasonOf(cause)}` }] },
      { cause },
    );
  }
  const found = readTopology(text);
  for (const warning of found.warnings) logger.warn({ file: path }, `topology: ${warning}`);
  if (found.kind === 'invalid')
    throw errors.SERVER_TOPOLOGY_INVALID({
      path,
      problems: found.problems.map((problem) => ({ message: `${path}: ${problem}` })),
    });
  return found.topology;
}

/** The server stops: what is under way is seen to its end by the next one. */
class Stopped extends Error {}

async function load(
  { services, logger, stopping }: FirstTopologyParts,
  topology: Topology,
  goesOn: boolean,
): Promise<readonly Outcome[] | undefined> {
  const { engine, volumes } = services;
  const outcomes: Outcome[] = [];

  const end = async (id: string): Promise<unknown> => {
    for (;;) {
      if (stopping.aborted) throw new Stopped();
      const { state } = await engine.wait(id, HELD_MS, stopping);
      if (state.name === 'succeeded') return state.result;
      if (['failed', 'cancelled', 'stuck'].includes(state.name)) {
        if (state.error === undefined) throw new TypeError(`operation ${id} is ${state.name} without an error`);
        throw fromWire(state.error);
      }
    }
  };
  const carryOut = async (kind: string, input: object): Promise<unknown> => {
    if (stopping.aborted) throw new Stopped();
    return end(await engine.submit({ kind, input, ...BY }));
  };
  const tagged = (tags: Readonly<Record<string, string>>): object => (Object.keys(tags).length === 0 ? {} : { tags });

  /** What an earlier start had begun, before what is there is looked at. */
  const seeLeftoversEnd = async (): Promise<void> => {
    for (const state of ['queued', 'running', 'undoing']) {
      const { operations } = await engine.list({ state });
      for (const { id, principal } of operations) {
        if (principal !== BY.principal) continue;
        // How it ended is seen in what is there then.
        await end(id).catch((error: unknown) => {
          if (!(error instanceof CodedError)) throw error;
        });
      }
    }
  };
  /** A start that was killed between a cluster and its first node left it empty. */
  const emptyCluster = async (): Promise<string | undefined> => {
    for (const id of goesOn ? await volumes.clusters.list() : []) {
      if ((await volumes.clusters.get(id)).nodes.length === 0) return id;
    }
    return undefined;
  };

  try {
    if (goesOn) await seeLeftoversEnd();
    const loader: Loader = {
      nodes: await allNodes(volumes),
      createCluster: async ({ takesFile, takesBlock }) => {
        const empty = await emptyCluster();
        if (empty === undefined) return volumes.clusters.create(BY, { takesFile, takesBlock });
        await volumes.clusters.setFlags(BY, empty, { takesFile, takesBlock });
        return { id: empty };
      },
      deleteCluster: (id) => volumes.clusters.remove(BY, id),
      addNode: async (cluster, { manage, storage, zone, tags }) => {
        const result = await carryOut('node.add', { cluster, zone, manage, storage, ...tagged(tags) });
        return (result as { readonly node: string }).node;
      },
      addDevice: async (node, { name, destroyData, tags }) => {
        const input = { node, name, ...(destroyData ? { destroyData } : {}), ...tagged(tags) };
        return ((await carryOut('device.add', input)) as { readonly device: string }).device;
      },
      reasonOf: (error) => {
        if (error instanceof CodedError) return error.message;
        throw error;
      },
      onOutcome: (outcome) => {
        outcomes.push(outcome);
        const { kind, name, outcome: end, note, id } = outcome;
        const fields = { [kind]: id ?? name, name, ...(note === undefined ? {} : { reason: note }) };
        if (end === 'failed' || end === 'skipped') logger.error(fields, `topology: a ${kind} is not added`);
        else logger.info(fields, `topology: a ${kind} is ${end === 'there' ? 'there already' : end}`);
      },
    };
    await loadTopology(loader, topology);
    return outcomes;
  } catch (error) {
    if (error instanceof Stopped) return undefined;
    throw error;
  }
}

async function allNodes(volumes: Services['volumes']): Promise<Loader['nodes']> {
  const nodes: Loader['nodes'][number][] = [];
  let after: string | undefined;
  do {
    const page = await volumes.nodes.list({
      reach: 'everywhere',
      limit: NODES_A_PAGE,
      ...(after === undefined ? {} : { after }),
    });
    nodes.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return nodes;
}
