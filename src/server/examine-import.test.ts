import { expect, it, onTestFinished } from 'vitest';
import { addVolume } from '../../test/heketi/add-over-api.ts';
import { aCluster, startHeketi } from '../../test/heketi/start-heketi.ts';
import type { HeketiDocument } from '../api/heketi/db/document.ts';
import { mountPoint } from '../domains/volumes/brick-paths.ts';
import { stopBrick } from '../domains/volumes/gluster/simulated-pool.ts';
import { loadConfig } from '../kernel/config/index.ts';
import { insertHostStatements } from '../kernel/hosts/index.ts';
import { hostId } from '../kernel/remote/index.ts';
import { fixedVault } from '../kernel/secrets/testing/fixed-vault.ts';
import { inMemoryPlace } from '../kernel/store/testing/in-memory.ts';
import { createTimer } from '../kernel/timer.ts';
import { compareImport, trialConfig } from './examine-import.ts';
import { migrations } from './migrations.ts';

const cluster = aCluster('c1').withNodes(3).withDevices(1);
const durability = { type: 'replicate', replicate: { replica: 3 } };

/** A Heketi with a volume, and what it would export. */
async function aHeketi() {
  const world = await startHeketi();
  await world.arrange(cluster);
  const web = await addVolume(world, { size: 2, name: 'web', durability });
  const { body: document } = await world.call('GET', '/db/dump');
  return { world, web, document };
}

/** The trial, in a store that knows the hosts and nothing else. */
async function tryImport({ world, document }: Awaited<ReturnType<typeof aHeketi>>) {
  const store = await inMemoryPlace(() => 1).open(migrations);
  onTestFinished(() => store.close());
  for (const host of cluster.hosts)
    await store.write(
      insertHostStatements({ id: host, name: host, addresses: [{ address: host, port: 22 }], createdAtMs: 0 }),
    );
  return compareImport({
    config: loadConfig({ env: {}, flags: {}, readFile: () => '' }).config,
    document,
    mayBeNewer: false,
    signal: new AbortController().signal,
    foundation: { store, vault: fixedVault },
    transport: world.fleet.connect(),
    timer: createTimer({ now: () => Date.now() }),
  });
}

it('finds nothing where hosts have what the file says', async () => {
  expect(await tryImport(await aHeketi())).toEqual([]);
});

it('says what is different on the hosts before anything is taken over, and only reads there', async () => {
  const heketi = await aHeketi();
  const { world, web, document } = heketi;
  const { brickentries } = JSON.parse(document) as HeketiDocument;
  const [brick] = Object.values(brickentries).filter(({ Info }) => Info.volume === web);
  const { id = '', device = '', path = '' } = brick?.Info ?? {};
  const host = hostId(cluster.devices.find((each) => each.id === device)?.host ?? '');
  stopBrick(world.fleet, { host, path, name: `${host}:${path}` });
  world.fleet.host(host).unmount(mountPoint(device, id));
  // Heketi goes on meanwhile.
  await addVolume(world, { size: 1, name: 'stray', durability });
  const commands = world.fleet.journal.length;

  const differences = await tryImport(heketi);
  expect(differences).toContainEqual({
    code: 'brick-not-mounted',
    severity: 'critical',
    found: expect.stringContaining(id),
    remedy: expect.stringContaining('Mount it'),
  });
  expect(differences).toContainEqual(
    expect.objectContaining({ code: 'volume-unknown', found: expect.stringContaining('stray') }),
  );
  const changes = ({ effect, locks }: (typeof world.fleet.journal)[number]): boolean => effect || locks !== undefined;
  expect(world.fleet.journal.slice(0, commands).some(changes)).toBe(true);
  const seen = world.fleet.journal.slice(commands);
  expect(new Set(seen.map((entry) => entry.host)).size).toBe(3);
  expect(seen.filter(changes)).toEqual([]);
  expect(world.fleet.faults).toEqual([]);
});

it.each([
  [{ SSH_KNOWN_HOSTS: '/kh' }, 'known_hosts'],
  [{ HOSTREEVE_HOSTS_ENROL: 'first-use' }, 'refuse'],
])('takes no key of a host on trust: %j', (env, enrol) => {
  const { config } = loadConfig({ env, flags: {}, readFile: () => '' });
  const trial = trialConfig(config, '/trial');
  expect([trial.data, trial.store.url, trial.hosts.enrol]).toEqual(['/trial', undefined, enrol]);
  expect(trial.hosts.knownHostsFile).toBe(config.hosts.knownHostsFile);
});
