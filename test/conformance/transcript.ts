import type { Ended, HeketiCli } from './heketi-cli.ts';

/**
 * What a person sees who works with heketi-cli, in a form that is the same for two servers: ids have the names of what
 * they belong to, and what comes in the order of ids is sorted.
 */
export interface Transcript {
  /**
   * Runs a command, with and without `--json`. Words like `@rep3` stand for the id of what has this name.
   *
   * @param options.text `in order` where the lines do not come by ids
   */
  readonly show: (words: readonly string[], options?: ShowOptions) => Promise<void>;
  /** Runs a command that is not asked for JSON. */
  readonly say: (words: readonly string[], options?: ShowOptions) => Promise<Ended>;
  /** Runs a command that answers JSON, and writes down of it what is the same for two servers. */
  readonly asked: (words: readonly string[], see: (answer: object) => Json) => Promise<void>;
  /** Names what the server has now: clusters, nodes, devices, volumes, block volumes. */
  readonly learn: () => Promise<void>;
  readonly text: () => string;
}

interface ShowOptions {
  readonly text?: 'in order' | 'by id';
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

interface TopologyInfo {
  readonly clusters: readonly {
    readonly id: string;
    readonly volumes: readonly { readonly id: string; readonly name: string }[];
    readonly nodes: readonly {
      readonly id: string;
      readonly hostnames: { readonly manage: readonly string[] };
      readonly devices: readonly { readonly id: string; readonly name: string }[];
    }[];
  }[];
}

const ID = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/g;

export function transcript(cli: HeketiCli): Transcript {
  const pages: string[] = [];
  const names = new Map<string, string>();

  const idOf = (name: string): string => {
    for (const [id, other] of names) if (other === name) return id;
    throw new Error(`nothing is named ${name}; there are ${[...names.values()].join(', ')}`);
  };
  const withIds = (words: readonly string[]): readonly string[] =>
    words.map((word) => word.replaceAll(/@([\w./:-]+)/g, (_, name: string) => idOf(name)));
  const withNames = (text: string): string =>
    text.replaceAll(ID, (id) => `<${names.get(id) ?? 'id'}>`).replaceAll(/\/\S+\/([\w-]+\.json)/g, '$1');

  const say: Transcript['say'] = async (words, { text = 'in order' } = {}) => {
    const ended = await cli(withIds(words));
    const lines = withNames(ended.stdout).split('\n').map(maskLine);
    const stdout =
      text === 'by id'
        ? lines
            .filter((line) => line !== '')
            .toSorted(compare)
            .join('\n')
        : lines.join('\n');
    pages.push(page(words.map(withNames), ended.code, stdout, withNames(ended.stderr)));
    return ended;
  };

  return {
    say,

    show: async (words, { text = 'by id' } = {}) => {
      await say(words, { text });
      const ended = await cli(withIds([...words, '--json']));
      const value = canonical(JSON.parse(withNames(ended.stdout)) as Json);
      pages.push(page([...words, '--json'], ended.code, JSON.stringify(value, null, 1), withNames(ended.stderr)));
    },

    asked: async (words, see) => {
      const { code, stdout, stderr } = await cli(withIds(words));
      const seen = see(JSON.parse(stdout) as object);
      pages.push(page(words, code, JSON.stringify(seen, null, 1), withNames(stderr)));
    },

    learn: async () => {
      const { code, stdout, stderr } = await cli(['topology', 'info', '--json']);
      if (code !== 0) throw new Error(`the server does not say what it has: ${stderr}`);
      const { clusters } = JSON.parse(stdout) as TopologyInfo;
      for (const cluster of clusters) {
        if (!names.has(cluster.id)) names.set(cluster.id, `cluster${names.size === 0 ? '' : '2'}`);
        for (const volume of cluster.volumes)
          names.set(volume.id, volume.name === `vol_${volume.id}` ? 'unnamed' : volume.name);
        for (const node of cluster.nodes) {
          const host = node.hostnames.manage[0]?.split('.')[0] ?? '';
          names.set(node.id, host);
          for (const device of node.devices) names.set(device.id, `${host}:${device.name.replace('/dev/', '')}`);
        }
      }
      const listed = await cli(['blockvolume', 'list', '--json']);
      for (const id of (JSON.parse(listed.stdout) as { readonly blockvolumes: readonly string[] }).blockvolumes) {
        const shown = await cli(['blockvolume', 'info', id, '--json']);
        names.set(id, (JSON.parse(shown.stdout) as { readonly name: string }).name);
      }
    },

    text: () => `${pages.join('\n')}\n`,
  };
}

function page(words: readonly string[], code: number, stdout: string, stderr: string): string {
  const parts = [
    `$ heketi-cli ${words.join(' ')}`,
    stdout.trimEnd(),
    stderr.trim().replaceAll(/^/gm, '! ').replace(/^! $/, ''),
  ];
  return [...parts.filter((part) => part !== ''), `= ${code}`, ''].join('\n');
}

const STORAGE = /192\.0\.2\.\d+/g;

/** What is a matter of chance or of the executor: the order of nodes in mounts, and what LVM and udev say of a disk. */
function maskLine(line: string): string {
  if (/^\s*(?:Mount|Hosts:)|"subsets":/.test(line)) return line.replaceAll(STORAGE, '<storage>');
  // What gluster-block makes up; Heketi's simulated executor has the same for all.
  const made = /^(?<what>IQN|Username|Password): *(?<value>.*)$/i.exec(line)?.groups;
  if (made !== undefined) return `${made['what']}: <${made['value'] === '' ? 'none' : 'executor'}>`;
  return line
    .replace(/^(\s*(?:Known Paths|Physical Volume UUID):).*/, '$1 <executor>')
    .replace(/"glusterfs-[0-9a-f]{8}"/, '"glusterfs-<id>"')
    .trimEnd();
}

function canonical(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(canonical).toSorted((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
  }
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'paths' && key !== 'pv_uuid');
  return Object.fromEntries(
    kept
      .toSorted(([a], [b]) => compare(a, b))
      .map(([key, inner]) => [
        key,
        key === 'mount' || key === 'blockvolume' ? maskMount(maskTarget(inner)) : canonical(inner),
      ]),
  );
}

function maskTarget(value: Json): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const isMade = ['iqn', 'username', 'password'].includes(key);
      return [key, isMade ? `<${inner === '' ? 'none' : 'executor'}>` : inner];
    }),
  );
}

function maskMount(value: Json): Json {
  return canonical(JSON.parse(JSON.stringify(value).replaceAll(STORAGE, '<storage>')) as Json);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
