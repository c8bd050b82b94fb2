import { describe, expect, it } from 'vitest';
import { aV2Server } from './testing/a-v2-server.ts';

it('the server says which it is', async () => {
  const { ask, tokenWith } = await aV2Server();
  const { status, body } = await ask('GET /server', { token: await tokenWith() });
  expect([status, body]).toMatchObject([200, { version: '1.2.3', operations: { running: 0 } }]);
});

describe("the state of Heketi's API", () => {
  it('is shown, and set by who saw it', async () => {
    const { ask } = await aV2Server();
    const before = await ask('GET /server/heketi-state');
    expect([before.status, before.body]).toEqual([200, { state: 'normal' }]);
    const seen = { 'if-match': String(before.headers['etag']) };
    const set = await ask('PUT /server/heketi-state', { headers: seen, body: { state: 'read-only' } });
    expect([set.status, set.body]).toEqual([200, { state: 'read-only' }]);
    const late = await ask('PUT /server/heketi-state', { headers: seen, body: { state: 'normal' } });
    expect([late.status, late.body['code']]).toEqual([412, 'PRECONDITION_FAILED']);
    expect((await ask('GET /server/heketi-state')).body).toEqual({ state: 'read-only' });
  });

  it.each([{ state: 'Normal' }, { state: '' }, {}, { state: 1 }])('is not set by %j', async (body) => {
    const { ask } = await aV2Server();
    const answer = await ask('PUT /server/heketi-state', { body });
    expect([answer.status, answer.body['code']]).toEqual([400, 'REQUEST_NOT_VALID']);
  });

  it('is for who may manage the server everywhere', async () => {
    const { ask, tokenWith } = await aV2Server();
    for (const token of [
      await tokenWith({ role: 'operator' }),
      await tokenWith({ role: 'admin', project: 'default' }),
    ]) {
      expect((await ask('GET /server/heketi-state', { token })).status).toBe(403);
      expect((await ask('PUT /server/heketi-state', { token, body: { state: 'read-only' } })).status).toBe(403);
    }
    expect((await ask('GET /server/heketi-state')).body).toEqual({ state: 'normal' });
  });
});
