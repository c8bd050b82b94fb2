import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../heketi/http-client.ts';
import { tokenFor } from '../heketi/tokens.ts';
import { environmentWithCurl, hasCurl } from './curl.ts';
import { type Demo, killDemo, type ServingDemo, startDemo, untilServing } from './demo-process.ts';

// What a person sees who starts the demo, and what it promises them.

const LIMIT = { timeout: 60_000 };
const folder = mkdtempSync(join(tmpdir(), 'hostreeve-test-'));
const started: Demo[] = [];
let folders = 0;

const newData = (): string => {
  folders += 1;
  // A space, as in paths that people have.
  return join(folder, `data ${folders}`);
};

const start = (...of: Parameters<typeof startDemo>): Demo => {
  const demo = startDemo(...of);
  started.push(demo);
  return demo;
};

const serve = (...of: Parameters<typeof startDemo>): Promise<ServingDemo> => untilServing(start(...of), of[0]);

/** What its API shows, as a client of Heketi asks for it. */
async function ask<Value>({ url, key }: ServingDemo, path: string): Promise<Value> {
  const authorization = `bearer ${tokenFor('GET', path, { key })}`;
  const { status, body } = await send(Number(new URL(url).port), { method: 'GET', path, headers: { authorization } });
  if (status !== 200) throw new Error(`${status} ${body}`);
  return JSON.parse(body) as Value;
}

async function namesOfVolumes(demo: ServingDemo): Promise<readonly string[]> {
  const { volumes } = await ask<{ volumes: string[] }>(demo, '/volumes');
  return Promise.all(volumes.map(async (id) => (await ask<{ name: string }>(demo, `/volumes/${id}`)).name));
}

/** Nothing is missing and nothing is there twice. */
async function expectWhole(demo: ServingDemo): Promise<void> {
  const { clusters } = await ask<{ clusters: string[] }>(demo, '/clusters');
  expect(clusters).toHaveLength(1);
  const { nodes } = await ask<{ nodes: string[] }>(demo, `/clusters/${clusters[0]}`);
  expect(nodes).toHaveLength(4);
  const devices = nodes.map(async (id) => (await ask<{ devices: { name: string }[] }>(demo, `/nodes/${id}`)).devices);
  for (const names of await Promise.all(devices))
    expect(names.map(({ name }) => name).toSorted()).toEqual(['/dev/vdb', '/dev/vdc']);
  expect(await namesOfVolumes(demo)).toEqual(['demo']);
  expect(await ask(demo, '/operations')).toMatchObject({ total: 0, failed: 0, stale: 0 });
}

/** The commands of the banner, each as one line for a shell. */
function commandsOf({ lines }: Demo, program: string): readonly string[] {
  const text = lines.join('\n').replaceAll(/ \\\n\s+/g, ' ');
  return text.split('\n').flatMap((line) => (line.trim().startsWith(`${program} `) ? [line.trim()] : []));
}

const sh = promisify(execFile);

afterEach(async () => {
  for (const demo of started.splice(0)) await killDemo(demo);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the demo', LIMIT, () => {
  it('tells what it does and why, has lines to paste that work, and keeps what they made', async () => {
    const data = newData();
    const demo = await serve(data);
    const { lines, log } = demo;
    const text = lines.join('\n');
    expect(lines[0]).toContain('simulated hosts');
    for (const node of [1, 2, 3, 4])
      expect(text).toMatch(
        new RegExp(`✓ +\\d+\\.\\d\\d s {2}node-${node}\\.demo in zone ${node}, with /dev/vdb and /dev/vdc`),
      );
    for (const brick of [1, 2, 3])
      expect(text).toMatch(
        new RegExp(`- brick 1\\.${brick} on node-\\d\\.demo \\(zone \\d\\), device /dev/vd.: 500 GiB free`),
      );
    expect(text.match(/✓ +\d+\.\d\d s {2}make brick \w{8}… on node-\d\.demo, device/g)).toHaveLength(3);
    expect(text).toMatch(/✓ .* create the Gluster volume demo of 3 bricks\n.*\n.*✓ .* start the Gluster volume demo/);
    expect(text).toMatch(/The volume demo is there after \d+\.\d\d s: \d+ commands on \d hosts/);
    // Fits a terminal, but for paths that are longer than most; no colours in a pipe; nothing to be worried about.
    expect(lines.filter((line) => line.length > 80 && !line.includes(folder))).toEqual([]);
    expect(text).not.toContain('\u001b');
    expect(log).toEqual([]);

    const [line = ''] = commandsOf(demo, 'heketi-cli');
    const [, server, secret = ''] =
      /^heketi-cli --server (\S+) --user admin --secret '(.*)' volume create --size=10$/.exec(line) ?? [];
    expect(server).toBe(demo.url.replace('127.0.0.1', 'localhost'));
    expect(await namesOfVolumes({ ...demo, key: secret })).toEqual(['demo']);

    const [hello = '', next = '', ...more] = commandsOf(demo, 'curl');
    expect(more).toEqual([]);
    const curls = hasCurl ? [false, true] : [true];
    for (const standsIn of curls) {
      const environment = { env: environmentWithCurl(standsIn) };
      expect((await sh('/bin/sh', ['-c', hello], environment)).stdout).toBe('Hello from Heketi');
      const { stdout } = await sh('/bin/sh', ['-c', next], environment);
      expect(JSON.parse(stdout)).toMatchObject({ kind: 'volume.create' });
    }
    await expect.poll(() => namesOfVolumes(demo), LIMIT).toHaveLength(1 + curls.length);

    const before = await namesOfVolumes(demo);
    demo.process.kill('SIGINT');
    expect(await demo.ended).toBe(0);
    expect(lines.at(-1)).toBe('Stopped.');
    const again = await serve(data);
    expect(await namesOfVolumes(again)).toEqual(before);
    const found = again.lines.filter((each) => /✓ \S+ of \d+ GiB$/.test(each)).map((each) => each.trim());
    expect(found.toSorted()).toEqual(before.map((name) => `✓ ${name} of ${name === 'demo' ? 100 : 10} GiB`).toSorted());
    expect(again.lines.join('\n')).not.toContain('make brick');
  });

  it('stops in the middle of its story when it is told to, and goes on with it at the next start', async () => {
    const data = newData();
    const demo = start(data);
    await demo.saw(/node-2\.demo in zone/);
    demo.process.kill('SIGINT');
    expect(await demo.ended).toBe(0);
    expect(demo.log).toEqual([]);
    await expectWhole(await serve(data));
  });

  it('goes on after kill -9, wherever that was', async () => {
    const data = newData();
    for (const moment of [/node-1\.demo in zone/, /Why it goes/, /make brick/]) {
      const demo = start(data);
      // The kill before may have come after the last step, and was then for nothing.
      await demo.saw(new RegExp(`${moment.source}|Everything is here`));
      await killDemo(demo);
    }
    await expectWhole(await serve(data));
  });

  it('is what npm start starts, with keys that are shown to nobody, and Ctrl-C in a terminal ends it in good order', async () => {
    const data = newData();
    const command = ['npm', 'start', '--', '--listen', '127.0.0.1:0'];
    const env = { HEKETI_ADMIN_KEY: 'canary', HEKETI_USER_KEY: 'canary' };
    const demo = await serve(data, { command, args: [], env });
    expect(demo.pid).not.toBe(demo.process.pid);
    expect([...demo.lines, ...demo.log].join('\n')).not.toContain('canary');
    expect(await namesOfVolumes({ ...demo, key: 'canary' })).toEqual(['demo']);
    // A terminal tells npm too.
    process.kill(-(demo.process.pid ?? 0), 'SIGINT');
    expect(await demo.ended).toBe(0);
    expect(demo.lines.at(-1)).toBe('Stopped.');
    expect(readdirSync(data)).not.toContain('hostreeve.sqlite.owner');
  });
});

describe.concurrent('the demo that cannot start', LIMIT, () => {
  const otherData = join(folder, 'other');
  const begun: Demo[] = [];
  const begin = (...of: Parameters<typeof startDemo>): Demo => {
    const demo = startDemo(...of);
    begun.push(demo);
    return demo;
  };
  let other: ServingDemo;
  beforeAll(async () => {
    other = await untilServing(begin(otherData), otherData);
  }, LIMIT.timeout);
  afterAll(async () => {
    for (const demo of begun) await killDemo(demo);
  });

  const wrongYaml = join(folder, 'wrong.yaml');
  writeFileSync(wrongYaml, 'lisen: 127.0.0.1:1\n');
  const file = join(folder, 'file');
  writeFileSync(file, '');

  it.each([
    ['a taken port', 1, /^error: cannot listen on 127\.0\.0\.1:\d+: the port is taken by another program$/],
    ['data that another one has', 1, /^error: the store .* is in use by process \d+, since /],
    ['a folder that cannot be made', 1, /^error: cannot make the data folder .*file\/data: /],
    ['a wrong configuration', 2, /^error: .*wrong\.yaml:1.*lisen.*listen/],
    ['hosts that are not simulated', 2, /^error: the demo is for simulated hosts: heketi\.executor is ssh$/],
  ])('says why in one line, without a story: %s', async (what, code, line) => {
    const free = ['--listen', '127.0.0.1:0'];
    const demo = ((): Demo => {
      if (what === 'a taken port') return begin(newData(), { args: ['--listen', new URL(other.url).host] });
      if (what.startsWith('data')) return begin(otherData);
      if (what.startsWith('a folder')) return begin(join(file, 'data'));
      if (what.startsWith('a wrong')) return begin(newData(), { args: ['--config', wrongYaml, ...free] });
      return begin(newData(), { env: { HEKETI_EXECUTOR: 'ssh' } });
    })();
    expect(await demo.ended).toBe(code);
    expect([demo.lines, demo.log]).toEqual([[], [expect.stringMatching(line)]]);
  });
});
