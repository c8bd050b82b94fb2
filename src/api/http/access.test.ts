import { type FastifyRequest, fastify } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ACTOR, anIdentity } from '../../kernel/identity/testing/an-identity.ts';
import { type Access, guardRoutes, mayDo, requireAccessOfRoutes, whoAsks } from './access.ts';
import { answerProblem } from './answer-problem.ts';

async function anApp() {
  const identity = await anIdentity();
  const app = fastify();
  onTestFinished(() => app.close());
  requireAccessOfRoutes(app);
  guardRoutes(app, identity);
  app.setErrorHandler((error, request, reply) => answerProblem(error, request, reply));
  const route = (access: Access) => ({ config: { access } });
  app.get('/open', route('public'), async () => 'open');
  const nameOf = async (request: FastifyRequest): Promise<string> => whoAsks(request).principal.name;
  app.get('/known', route('known'), nameOf);
  app.get('/volumes', route('volume.read'), async () => 'volumes');
  const removeOf = async (request: FastifyRequest): Promise<string> => {
    const { project } = request.params as { project: string };
    await mayDo(identity, request, 'volume.delete', [{ project }]);
    return 'gone';
  };
  app.get('/of/:project', route('volume.delete'), removeOf);
  const tokenOf = async (principal: { readonly id: Parameters<typeof identity.manage.createToken>[1] }) =>
    (await identity.manage.createToken(ACTOR, principal.id, { name: 't' })).secret.reveal();
  const get = async (url: string, authorization?: string) => {
    const answer = await app.inject({ url, ...(authorization === undefined ? {} : { headers: { authorization } }) });
    return { status: answer.statusCode, body: answer.body, headers: answer.headers };
  };
  return { app, identity, tokenOf, get };
}

describe('a route', () => {
  it('that does not say who may call it is refused when it is added', async () => {
    const { app } = await anApp();
    expect(() => app.get('/forgotten', async () => 'oops')).toThrow('does not say who may call it');
  });

  it('that is public asks for nothing', async () => {
    const { get } = await anApp();
    expect((await get('/open')).status).toBe(200);
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic YWRhOmFkYQ==', 'Bearer a b'])(
    'of another kind refuses who shows %j, and says how to ask',
    async (authorization) => {
      const { get } = await anApp();
      const answer = await get('/known', authorization);
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([401, { code: 'UNAUTHENTICATED' }]);
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="hostreeve"');
    },
  );

  it('refuses a token that is none, one that was revoked, and one of a disabled principal', async () => {
    const { get, identity, tokenOf } = await anApp();
    expect((await get('/known', 'Bearer nonsense')).status).toBe(401);
    const ada = await identity.person('ada');
    const token = await tokenOf(ada);
    expect((await get('/known', `bearer ${token}`)).body).toBe('ada');
    await identity.manage.disablePrincipal(ACTOR, ada.id);
    expect(JSON.parse((await get('/known', `Bearer ${token}`)).body)).toMatchObject({ code: 'PRINCIPAL_DISABLED' });
  });

  it('lets through who may do its action somewhere, and no one else', async () => {
    const { get, identity, tokenOf } = await anApp();
    const nobody = await tokenOf(await identity.person('nobody'));
    const viewer = await tokenOf(await identity.personWith('viewer', 'viewer', 'default'));
    expect(JSON.parse((await get('/volumes', `Bearer ${nobody}`)).body)).toMatchObject({ code: 'FORBIDDEN' });
    expect((await get('/volumes', `Bearer ${viewer}`)).body).toBe('volumes');
    expect((await get('/of/default', `Bearer ${viewer}`)).status).toBe(403);
  });

  it('asks about the very thing where it is known', async () => {
    const { get, identity, tokenOf } = await anApp();
    const token = await tokenOf(await identity.personWith('op', 'operator', 'default'));
    expect((await get('/of/default', `Bearer ${token}`)).body).toBe('gone');
    const other = await get('/of/secret', `Bearer ${token}`);
    expect([other.status, JSON.parse(other.body)]).toMatchObject([403, { fields: { project: 'secret' } }]);
  });
});
