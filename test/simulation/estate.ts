import {
  call,
  defineProgram,
  hostId,
  type HostId,
  sequence,
  simulate,
  word,
  words,
} from '../../src/kernel/remote/index.ts';
import { eventMigrations } from '../../src/kernel/events/index.ts';
import { hostMigrations } from '../../src/kernel/hosts/index.ts';
import { secretMigrations } from '../../src/kernel/secrets/index.ts';
import { fixedVault } from '../../src/kernel/secrets/testing/fixed-vault.ts';
import { minionMigrations, runCommand } from '../../src/domains/minions/index.ts';
import { aCluster } from '../../src/domains/volumes/testing/a-cluster.ts';
import { aSpareHost } from '../../src/domains/volumes/testing/a-spare-host.ts';
import { volumeProblems } from '../../src/domains/volumes/testing/volume-problems.ts';
import { TEST_DISKS } from '../../src/domains/volumes/testing/volume-world.ts';
import { DEFAULT_SETTINGS, volumeMigrations, volumeOperations } from '../../src/domains/volumes/index.ts';
import { simulatedVolumes } from '../../src/domains/volumes/simulated.ts';
import type { World, WorldKind } from './world.ts';

/** A fleet with a cluster of volumes on some hosts and minions on all of them: where a simulated day happens. */

export const cluster = aCluster('c1')
  .withNodes(5)
  .withZones(3)
  .withDevices(1)
  .withDevices(1, { kind: 'file', gib: 200 });
/** By which a host of the cluster is found, too. */
export const otherName = (host: string): string => `${host}.other.example`;
/** In no cluster at first. */
export const spares = ['s-1', 's-2'].map((name) => aSpareHost(name));
export const minions: readonly HostId[] = [...cluster.hosts, ...['m-1', 'm-2', 'm-3'].map(hostId)];

/** A command whose every run can be counted. */
const shout = defineProgram({
  name: 'shout',
  grammar: sequence(words('shout'), word('text')),
  parse: ({ code }) => code,
});
export const shoutArgv = (text: string): readonly string[] => call(shout, { text }).argv;

const simulatedShout = simulate(shout, { changes: true }, function* (host, { text }) {
  const heard = host.state<Record<string, number>>('shouts', {});
  heard[text] = (heard[text] ?? 0) + 1;
  yield 100;
  return { stdout: `${text}\n` };
});

/** Hosting volumes are made where none has room, small enough for the devices. */
const settings = {
  ...DEFAULT_SETTINGS,
  hosting: { ...DEFAULT_SETTINGS.hosting, autoCreate: true, sizeGib: 30 },
};

export function estate(): WorldKind {
  return {
    migrations: [...secretMigrations, ...eventMigrations, ...hostMigrations, ...volumeMigrations, ...minionMigrations],
    definitions: [...volumeOperations(fixedVault, settings), runCommand],
    programs: [...simulatedVolumes.programs, simulatedShout],
    onBoot: [simulatedVolumes.onBoot],
    onReturn: [simulatedVolumes.onReturn],
    hosts: Object.fromEntries(
      [...minions, ...spares.flatMap(({ hosts }) => hosts)].map((host) => [
        host,
        { disks: TEST_DISKS, ...(cluster.hosts.includes(host) ? { name: otherName(host) } : {}) },
      ]),
    ),
    rows: [cluster, ...spares].flatMap((thing) => thing.rows()),
    arrange: (fleet) => {
      for (const thing of [cluster, ...spares]) thing.arrange(fleet);
    },
    problems: async (world) => [...(await volumeProblems(world.store, world.fleet)), ...(await shoutProblems(world))],
  };
}

/** Nothing may be heard twice, and what a row calls done must have been heard. */
async function shoutProblems({ store, fleet }: World): Promise<readonly string[]> {
  const rows = await store.read({ sql: 'select operation, host, state from minion_result', values: [] });
  const open = rows.filter(({ state }) => state === 'waiting').map((row) => `${String(row['host'])} still waits`);
  const twice = minions.flatMap((host) =>
    Object.entries(fleet.host(host).state<Record<string, number>>('shouts', {})).flatMap(([text, count]) =>
      count > 1 ? [`'${text}' was heard ${count} times on ${host}`] : [],
    ),
  );
  return [...open, ...twice];
}
