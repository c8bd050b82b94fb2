import { type Answer, emptyAnswer, jsonAnswer } from './answer.ts';
import type { Call } from './parts.ts';
import { flag, object } from './read-fields.ts';
import { readRequest } from './read-request.ts';
import { clusterOf } from './translate.ts';

/** Clusters: contract heketi-api §9.1. */

export const Flags = object({ block: flag, file: flag });

export async function createCluster(call: Call): Promise<Answer> {
  const { block, file } = await readRequest(call, Flags);
  const cluster = await call.api.volumes.clusters.create(call.by, { takesFile: file, takesBlock: block });
  return jsonAnswer(201, clusterOf(cluster));
}

export async function listClusters({ api }: Call): Promise<Answer> {
  return jsonAnswer(200, { clusters: await api.volumes.clusters.list() });
}

export async function getCluster({ api, id }: Call): Promise<Answer> {
  return jsonAnswer(200, clusterOf(await api.volumes.clusters.get(id)));
}

/** compat(heketi): both flags are replaced, and the empty reply says that it is JSON. */
export async function setClusterFlags(call: Call): Promise<Answer> {
  const { block, file } = await readRequest(call, Flags);
  await call.api.volumes.clusters.setFlags(call.by, call.id, { takesFile: file, takesBlock: block });
  return emptyAnswer(200, { 'content-type': 'application/json; charset=UTF-8' });
}

export async function deleteCluster({ api, by, id }: Call): Promise<Answer> {
  await api.volumes.clusters.remove(by, id);
  return emptyAnswer(200);
}
