import { Type } from 'typebox';
import { rfc3339 } from '../rfc3339.ts';
import { defineRoute } from '../route.ts';
import { shape, time } from '../shapes/common.ts';

const Server = shape('Server', {
  version: Type.String(),
  startedAt: time('Of this process.'),
  now: time("By this server's clock."),
  operations: shape('OperationStatistics', {
    running: Type.Integer({ description: 'On this server, now.' }),
    started: Type.Integer({ description: 'By this server, since its start.' }),
    ended: Type.Integer({ description: 'On this server, since its start.' }),
  }),
});

const getServer = defineRoute({
  id: 'getServer',
  method: 'GET',
  path: '/server',
  tag: 'server',
  summary: 'Show this server',
  description: 'Its version and how busy it is, for anybody who is known. `/metrics` has more.',
  access: 'known',
  answers: { 200: { description: 'The server that answered.', body: Server } },
  handle: ({ parts }) => {
    const { running, started, ended } = parts.engine.statistics();
    return {
      version: parts.version,
      startedAt: rfc3339(parts.startedAtMs),
      now: rfc3339(parts.timer.now()),
      operations: { running, started, ended },
    };
  },
});

export const serverRoutes = [getServer];
