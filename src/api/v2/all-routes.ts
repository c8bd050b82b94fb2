// The document tells of the codes of all of these.
import '../../domains/volumes/index.ts';
import '../../kernel/audit/index.ts';
import '../../kernel/events/index.ts';
import '../../kernel/hosts/index.ts';
import '../../kernel/operations/index.ts';
import '../../kernel/remote/index.ts';
import '../../kernel/store/index.ts';
import { Type } from 'typebox';
import { openApiDocument } from './open-api.ts';
import { type AnyRoute, defineRoute } from './route.ts';
import { auditRoutes } from './routes/audit.ts';
import { brickRoutes } from './routes/bricks.ts';
import { blockVolumeRoutes } from './routes/block-volumes.ts';
import { clusterRoutes } from './routes/clusters.ts';
import { deviceRoutes } from './routes/devices.ts';
import { driftRoutes } from './routes/drift.ts';
import { eventRoutes } from './routes/events.ts';
import { hostRoutes } from './routes/hosts.ts';
import { nodeRoutes } from './routes/nodes.ts';
import { operationRoutes } from './routes/operations.ts';
import { projectRoutes } from './routes/projects.ts';
import { roleRoutes } from './routes/roles.ts';
import { serverRoutes } from './routes/server.ts';
import { snapshotRoutes } from './routes/snapshots.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { unfinishedRoutes } from './routes/unfinished.ts';
import { userRoutes } from './routes/users.ts';
import { volumeRoutes } from './routes/volumes.ts';

const documentRoute = defineRoute({
  id: 'getDocument',
  method: 'GET',
  path: '/openapi.json',
  tag: 'server',
  summary: 'This document',
  description: 'The OpenAPI 3.1 document of this API, made from what checks its requests and prints its answers.',
  access: 'public',
  answers: { 200: { description: 'The document.', body: Type.Unknown() } },
  handle: ({ parts, head }) => {
    head.header('content-type', 'application/json; charset=utf-8');
    // Bytes are sent as they are; what is no text would be checked against the schema and printed again.
    return printedDocument(parts.version);
  },
});

/** Every route of this API. */
export const allRoutes: readonly AnyRoute[] = [
  ...operationRoutes,
  ...unfinishedRoutes,
  ...eventRoutes,
  ...hostRoutes,
  ...clusterRoutes,
  ...nodeRoutes,
  ...deviceRoutes,
  ...volumeRoutes,
  ...brickRoutes,
  ...snapshotRoutes,
  ...blockVolumeRoutes,
  ...driftRoutes,
  ...userRoutes,
  ...tokenRoutes,
  ...roleRoutes,
  ...projectRoutes,
  ...auditRoutes,
  ...serverRoutes,
  documentRoute,
];

/** The OpenAPI document. */
export function v2Document(version: string): object {
  return openApiDocument(allRoutes, version);
}

const printed = new Map<string, Buffer>();

/** Anybody may ask for it, and printing its 200 kB takes milliseconds: they are kept. */
export function printedDocument(version: string): Buffer {
  const bytes = printed.get(version) ?? Buffer.from(JSON.stringify(v2Document(version)));
  printed.set(version, bytes);
  return bytes;
}
