import { CodedError } from '../../kernel/errors.ts';
import type { OperationId } from '../../kernel/operations/index.ts';
import { acceptedAnswer, type Answer, jsonAnswer } from './answer.ts';
import { refusalOf } from './errors.ts';
import type { Call, HeketiApi } from './parts.ts';
import { accept, forget, submit, type Work } from './queue.ts';
import { integer, object, text, textMap, texts } from './read-fields.ts';
import { readRequest } from './read-request.ts';
import { Refusal } from './refusal.ts';
import { nodeOf } from './translate.ts';
import { requiredCount, requiredHosts, requiredId, requireValid, tagsFault } from './validate.ts';

/** Nodes: contract heketi-api §9.2. */

export const NodeAdd = object({
  zone: integer,
  hostnames: object({ manage: texts, storage: texts }),
  cluster: text,
  tags: textMap,
});

export async function addNode(call: Call): Promise<Answer> {
  const { api } = call;
  const { zone, hostnames, cluster, tags } = await readRequest(call, NodeAdd);
  const { manage, storage } = hostnames;
  requireValid({
    zone: requiredCount(zone),
    hostnames: { manage: requiredHosts(manage, 'manage'), storage: requiredHosts(storage, 'storage') },
    cluster: requiredId(cluster),
    tags: tagsFault(tags),
  });
  const project = await projectOfCluster(call, cluster);
  const { entry, operation } = await submitInTurn(call, {
    kind: 'node.add',
    input: {
      cluster,
      zone,
      manage,
      storage,
      port: api.settings.sshPort,
      ...(tags.size === 0 ? {} : { tags: Object.fromEntries(tags) }),
    },
    project,
    collection: 'nodes',
    isTracked: false,
  });
  const refusal = await refusedByFirstCheck(api, operation);
  if (refusal === undefined) return acceptedAnswer(entry);
  await forget(api, entry);
  throw refusal;
}

async function projectOfCluster(call: Call, cluster: string): Promise<string> {
  try {
    const { project } = await call.api.volumes.clusters.get(cluster);
    await call.requireProject(project);
    return project;
  } catch (error) {
    if (error instanceof CodedError && error.code === 'CLUSTER_NOT_FOUND')
      throw new Refusal(404, 'Cluster id does not exist');
    throw error;
  }
}

const MOST_TURNS = 20;
const TURN_MS = 5_000;

/** The first node of a cluster is added alone, for the others join its pool: they wait until it is there. */
async function submitInTurn(call: Call, work: Work): ReturnType<typeof submit> {
  const { store, engine } = call.api;
  for (let turn = 1; ; turn += 1) {
    try {
      return await submit(call, work);
    } catch (error) {
      if (!(error instanceof CodedError && error.code === 'NODE_BUSY') || turn === MOST_TURNS) throw error;
      const adding = await store.read({
        sql: `select id from operation where ended_at_ms is null and kind = 'node.add'
          and state in ('queued', 'running', 'undoing') limit 100`,
        values: [],
      });
      if (adding.length === 0) throw error;
      const done = new AbortController();
      try {
        await Promise.race(adding.map(({ id }) => engine.wait(String(id), TURN_MS, done.signal)));
      } finally {
        // The others would go on asking the store.
        done.abort();
      }
    }
  }
}

/** The step that looks for glusterd: its failure is an answer to the request itself, and not on the queue. */
const CHECK = 'check-glusterd';
const LOOK_EVERY_MS = 25;
/** Heketi waits as long as its SSH does; a host that does not answer within this is told of on the queue. */
const LOOK_AT_MOST = 1_200;

/** Waits for the first check of a node that is being added: the refusal, if it ended with one. */
async function refusedByFirstCheck({ engine }: HeketiApi, operation: OperationId): Promise<Refusal | undefined> {
  for (let look = 0; look < LOOK_AT_MOST; look += 1) {
    const { state } = await engine.wait(operation, LOOK_EVERY_MS);
    if (state.stage?.steps[CHECK]?.status === 'succeeded' || state.name === 'succeeded' || state.name === 'stuck')
      return undefined;
    if (state.name === 'failed' || state.name === 'cancelled') {
      const events = await engine.log(operation);
      const isPast = events.some(({ event }) => event.type === 'step-succeeded' && event.step === CHECK);
      const { error } = state;
      if (isPast || error === undefined) return undefined;
      const { code, message, fields } = error;
      const coded = new CodedError(code, { status: 400, retry: 'never' }, message, fields as Record<string, unknown>);
      return refusalOf(coded);
    }
  }
  return undefined;
}

export async function getNode({ api, id }: Call): Promise<Answer> {
  return jsonAnswer(200, nodeOf(await api.volumes.nodes.get(id)));
}

export async function deleteNode(call: Call): Promise<Answer> {
  const { api, id } = call;
  const { devices, project } = await api.volumes.nodes.get(id);
  if (devices.length > 0) throw new Refusal(409, `Unable to delete node [${id}] because it contains devices`);
  return accept(call, { kind: 'node.delete', input: { node: id }, project, isTracked: false });
}
