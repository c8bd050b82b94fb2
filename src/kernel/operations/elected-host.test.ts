import { expect, it } from 'vitest';
import { type Call, hostId, type HostSession, remoteErrors } from '../remote/index.ts';
import { electedHost } from './elected-host.ts';

const anything: Call<string> = { name: 'true', argv: ['true'], parse: () => 'done' };

function session(name: string, failure?: Error): HostSession {
  const answer = <Output>(call: Call<Output>): Promise<Output> =>
    failure === undefined ? Promise.resolve(call.parse({ code: 0, stdout: '', stderr: '' })) : Promise.reject(failure);
  return { id: hostId(name), read: answer, change: answer, edit: () => Promise.resolve() };
}

const away = (host: string): Error => remoteErrors.HOST_UNREACHABLE({ host, reason: 'no route' });

it('is the first host that can be reached, and stays so', async () => {
  const elected = electedHost([session('one', away('one')), session('two'), session('three')]);
  expect(await elected.change(anything)).toBe('done');
  expect(elected.id).toBe('two');
});

it('does not hand on what may have been done already', async () => {
  const lost = remoteErrors.HOST_LOST({ host: 'one', program: 'true', reason: 'reset' });
  await expect(electedHost([session('one', lost), session('two')]).change(anything)).rejects.toBe(lost);
});

it('fails as the last of them did when none can be reached', async () => {
  const hosts = electedHost([session('one', away('one')), session('two', away('two'))]);
  await expect(hosts.read(anything)).rejects.toMatchObject({ fields: { host: 'two' } });
});
