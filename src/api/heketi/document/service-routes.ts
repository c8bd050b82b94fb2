import { ADMIN_STATES } from '../admin-state.ts';
import { AdminStatus, LogLevels } from '../service.ts';
import { CleanUp } from '../operations.ts';
import {
  AdminStatusReply,
  Check,
  Dump,
  Examination,
  LogLevelReply,
  OperationCounts,
  PendingDetails,
  PendingList,
} from './answer-shapes.ts';
import type { DescribedRoute } from './described-route.ts';

const TEXT = 'text/plain';

/** Routes about the server, its operations and its database: contract heketi-api §2, §4, §6. */
export const serviceRoutes: Readonly<Record<string, DescribedRoute>> = {
  'GET /hello': {
    name: 'Hello',
    tag: 'service',
    summary: 'Greet, and say that the server is there',
    answer: { status: 200, description: 'The words `Hello from Heketi`.', type: TEXT },
  },
  'GET /metrics': {
    name: 'Metrics',
    tag: 'service',
    summary: 'Show the metrics',
    answer: { status: 200, description: 'The text format of Prometheus, version 0.0.4.', type: TEXT },
  },
  'GET /queue/{id}': {
    name: 'AsyncStatus',
    tag: 'operations',
    summary: 'Ask whether work has come to its end',
    description:
      'The end is told once: the next request for the same id is answered 404. While the work goes on the header `X-Pending` is there.',
    answer: { status: 200, description: 'The work goes on: `X-Pending` is `true`, and there is no body.' },
    refusals: {
      204: 'It is done, and there is nothing to show.',
      303: 'It is done: `Location` is the bare path of what came of it.',
      500: 'It failed: the body says why.',
    },
  },
  'GET /admin': {
    name: 'AdminStatusGet',
    tag: 'service',
    summary: 'Show the administrative state',
    answer: { status: 200, description: 'The state.', body: AdminStatusReply },
  },
  'POST /admin': {
    name: 'AdminStatusSet',
    tag: 'service',
    summary: 'Set the administrative state',
    description:
      '`read-only` admits GET and HEAD alone, so not this request either: SIGUSR2 to the server, a start, or `PUT /api/v2/server/heketi-state` leads out of it. `local-client` admits other requests from the same machine only.',
    body: {
      title: 'AdminStatusRequest',
      reads: AdminStatus,
      required: ['state'],
      keys: { state: { enum: [...ADMIN_STATES] } },
    },
    answer: { status: 204, description: 'It is set.' },
  },
  'GET /internal/logging': {
    name: 'LogLevelGet',
    tag: 'service',
    summary: 'Show the level of the log',
    answer: { status: 200, description: 'The level.', body: LogLevelReply },
  },
  'POST /internal/logging': {
    name: 'LogLevelSet',
    tag: 'service',
    summary: 'Set the level of the log',
    body: {
      title: 'LogLevelRequest',
      reads: LogLevels,
      required: ['loglevel'],
      keys: { loglevel: { description: 'The key `glusterfs`: none, critical, error, warning, info or debug.' } },
    },
    answer: { status: 200, description: 'The level now.', body: LogLevelReply },
    refusals: { 422: 'There is no such level, or no such log.' },
  },
  'GET /operations': {
    name: 'OperationsInfo',
    tag: 'operations',
    summary: 'Count operations',
    answer: { status: 200, description: 'How many there are of which kind.', body: OperationCounts },
  },
  'GET /operations/pending': {
    name: 'PendingOperationList',
    tag: 'operations',
    summary: 'List operations that have not come to an end',
    answer: { status: 200, description: 'The operations.', body: PendingList },
  },
  'GET /operations/pending/{id}': {
    name: 'PendingOperationDetails',
    tag: 'operations',
    summary: 'Show what an operation changes',
    answer: { status: 200, description: 'The operation.', body: PendingDetails },
  },
  'POST /operations/pending/cleanup': {
    name: 'PendingOperationCleanUp',
    tag: 'operations',
    summary: 'Clean up operations that failed or that nobody carries on',
    description: 'What cannot be cleaned up is passed over, and what fails is not told: list them again.',
    body: {
      title: 'PendingOperationsCleanRequest',
      reads: CleanUp,
      keys: { operations: { maxItems: 32, description: 'Their ids; all of them without any.' } },
    },
    answer: { queued: 'nothing' },
  },
  'GET /backup/db': {
    name: 'BackupDB',
    tag: 'database',
    summary: 'Download the database',
    description: "The form is the server's own.",
    answer: { status: 200, description: 'A file.', type: 'application/octet-stream' },
  },
  'GET /db/dump': {
    name: 'DbDump',
    tag: 'database',
    summary: 'Show all that the server knows',
    answer: { status: 200, description: 'The whole inventory, each kind by id.', body: Dump },
  },
  'GET /db/check': {
    name: 'DbCheck',
    tag: 'database',
    summary: 'Look for contradictions in what the server knows',
    answer: { status: 200, description: 'What was found.', body: Check },
  },
  'GET /internal/state/examine/gluster': {
    name: 'StateExamineGluster',
    tag: 'database',
    summary: 'Compare what the server knows with what the nodes say',
    description: 'Nodes that do not answer make it no failure.',
    answer: { status: 200, description: 'What was found.', body: Examination },
  },
};
