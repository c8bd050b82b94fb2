import { simulate, type SimulatedHost, type SimulatedProgram } from '../remote/index.ts';
import { askGlusterd, readFacts } from './host-facts.ts';

/** What a simulated host tells of itself; change it in place to make a host that lacks something. */
export interface SimulatedFacts {
  uid: number;
  machineId: string;
  hasFlock: boolean;
  hasNofollow: boolean;
  canKeepLocks: boolean;
  /** Programs that are not installed. */
  missing: string[];
}

export function simulatedFacts(host: SimulatedHost): SimulatedFacts {
  return host.state<SimulatedFacts>('host-facts', {
    uid: 0,
    machineId: Buffer.from(host.id).toString('hex').padEnd(32, '0').slice(-32),
    hasFlock: true,
    hasNofollow: true,
    canKeepLocks: true,
    missing: [],
  });
}

/** What simulated hosts answer to a check. It is apart from index.ts, so that a real server never loads it. */
export const simulatedHostChecks: readonly SimulatedProgram[] = [
  simulate(readFacts, { changes: false }, (host, { programs }) => {
    const { uid, machineId, hasFlock, hasNofollow, canKeepLocks, missing } = simulatedFacts(host);
    const lines = [
      `uid ${uid}`,
      'system Linux 6.1.0 x86_64',
      `machine-id ${machineId}`,
      `boot ${host.bootId()}`,
      'start 1',
      ...(hasFlock ? ['has flock'] : []),
      ...(hasNofollow ? ['has nofollow', 'has tail'] : []),
      ...(canKeepLocks ? ['has locks'] : []),
      ...programs.filter((name) => !missing.includes(name)).map((name) => `program ${name} /usr/sbin/${name}`),
    ];
    return { stdout: `${lines.join('\n')}\n` };
  }),
  simulate(askGlusterd, { changes: false }, (host) =>
    // Where the simulated gluster keeps whether its daemon runs.
    host.memory('glusterd', { isDown: false }).isDown
      ? { code: 1, stderr: 'Connection failed. Please check if gluster daemon is operational.\n' }
      : { stdout: 'UUID\t\t\t\t\tHostname \tState\n' },
  ),
];
