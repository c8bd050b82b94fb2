import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { vi } from 'vitest';

const execute = promisify(execFile);

export interface RealHost {
  /** What the lab calls it. */
  readonly name: string;
  readonly address: string;
}

/** Hosts that a script in `lab/` has started, which told of them in variables. */
export interface RealHosts {
  readonly hosts: readonly RealHost[];
  readonly keyFile: string;
  readonly knownHostsFile: string;
  /** One of the script's variables, by what stands behind its prefix. */
  variable(name: string): string;
  /** The script with these arguments; what it prints. */
  readonly lab: (...args: readonly string[]) => Promise<string>;
  /** Runs a command on a host, past the network that can be cut; what it prints. Throws unless it ends with 0. */
  readonly on: (host: RealHost, ...argv: readonly string[]) => Promise<string>;
  /** Runs a text of `sh` on a host. */
  readonly shellOn: (host: RealHost, text: string, ...args: readonly string[]) => Promise<string>;
  /** Waits until the data of a volume are spread over its bricks, as this host's glusterd says. */
  readonly untilRebalanced: (host: RealHost, volume: string) => Promise<void>;
  /** Entries that the bricks of a volume still owe each other; undefined while one of them does not say. */
  readonly countUnhealed: (host: RealHost, volume: string) => Promise<number | undefined>;
}

/** @param script as a person starts it, for who forgot to */
export function realHosts(prefix: string, script: string, { timeoutMs }: { readonly timeoutMs: number }): RealHosts {
  const variable: RealHosts['variable'] = (name) => {
    const value = process.env[`${prefix}_${name}`];
    if (value === undefined) throw new Error(`${prefix}_${name} is not set: eval "$(${script} up)" first`);
    return value;
  };
  const lab: RealHosts['lab'] = async (...args) => {
    const { stdout } = await execute(variable('CONTROL'), args, { timeout: timeoutMs });
    return stdout.trim();
  };
  const on: RealHosts['on'] = (host, ...argv) => lab('exec', host.name, '--', ...argv);
  const addresses = variable('ADDRESSES').split(' ');
  return {
    hosts: variable('HOSTS')
      .split(' ')
      .map((name, index) => ({ name, address: addresses[index] ?? '' })),
    keyFile: variable('KEY'),
    knownHostsFile: variable('KNOWN_HOSTS'),
    variable,
    lab,
    on,
    shellOn: (host, text, ...args) => on(host, 'sh', '-euc', text, 'sh', ...args),
    untilRebalanced: async (host, volume) => {
      const ask = (): Promise<string> =>
        on(host, 'gluster', '--mode=script', 'volume', 'rebalance', volume, 'status', '--xml');
      await vi.waitUntil(async () => /<aggregate>[^]*<status>3</.test(await ask().catch(() => '')), {
        timeout: 300_000,
        interval: 1_000,
      });
    },
    countUnhealed: async (host, volume) => {
      const report = await on(host, 'gluster', '--mode=script', 'volume', 'heal', volume, 'info');
      const counts = [...report.matchAll(/^Number of entries: (?<count>.*)$/gm)].map((match) => Number(match[1]));
      if (counts.length === 0 || counts.some(Number.isNaN)) return undefined;
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}
