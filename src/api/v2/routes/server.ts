import { type Static, Type } from 'typebox';
import { headerOf } from '../check-headers.ts';
import { requireMatch } from '../etag.ts';
import { HEKETI_STATES } from '../parts.ts';
import { rfc3339 } from '../rfc3339.ts';
import { actorOf, type AnyAsk, defineRoute, requireRight } from '../route.ts';
import { shape, time, wish } from '../shapes/common.ts';
import { showWithTag } from '../show.ts';

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

const HeketiState = shape('HeketiState', { state: Type.Enum([...HEKETI_STATES]) });

const getHeketiState = defineRoute({
  id: 'getHeketiState',
  method: 'GET',
  path: '/server/heketi-state',
  tag: 'server',
  summary: "Show the administrative state of Heketi's API",
  description: `In \`normal\` everything is let through, in \`read-only\` only what changes nothing, in \`local-client\` also
changes from the machine of the server. It is of the server that answers, not of others on the same store, and this API
does not heed it. Needs the action everywhere.`,
  access: 'server.manage',
  takes: ['if-none-match'],
  answers: {
    200: { description: 'The state.', body: HeketiState, headers: { ETag: 'Of what is shown.' } },
    304: { description: 'It is as the client has it.' },
  },
  errors: ['HEADER_INVALID'],
  handle: async (ask) => {
    await requireRight(ask, 'server.manage');
    return showWithTag(ask, shownState(ask));
  },
});

const setHeketiState = defineRoute({
  id: 'setHeketiState',
  method: 'PUT',
  path: '/server/heketi-state',
  tag: 'server',
  summary: "Set the administrative state of Heketi's API",
  description: `Also from \`read-only\`, which Heketi's own API cannot leave. It lasts until it is set again or the server is
started anew: then it is \`heketi.defaultState\`. Needs the action everywhere.`,
  access: 'server.manage',
  body: wish('HeketiStateChange', { state: Type.Enum([...HEKETI_STATES]) }),
  takes: ['if-match'],
  answers: {
    200: { description: 'The state as it is now.', body: HeketiState, headers: { ETag: 'Of what is shown.' } },
  },
  handle: async (ask) => {
    await requireRight(ask, 'server.manage');
    requireMatch(shownState(ask), headerOf(ask.request, 'if-match'));
    await ask.parts.heketiState.set(actorOf(ask), ask.body.state);
    return showWithTag(ask, shownState(ask));
  },
});

export const serverRoutes = [getServer, getHeketiState, setHeketiState];

function shownState({ parts }: AnyAsk): Static<typeof HeketiState> {
  return { state: parts.heketiState.get() };
}
