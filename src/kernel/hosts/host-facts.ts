import { type Call, call, defineProgram, rest, sequence, words } from '../remote/index.ts';

/** Programs that some of our worlds need. A host that is in none of them need not have them. */
export const wantedPrograms = ['gluster', 'glusterd', 'lvm', 'mkfs.xfs', 'mount', 'umount', 'findmnt'] as const;

export interface HostFacts {
  readonly uid: number;
  /** Kernel and architecture, as `uname -srm` says them. */
  readonly system: string;
  readonly machineId?: string;
  /** Boot id and start time of PID 1: hosts in namespaces of one machine have one each. */
  readonly era?: string;
  /** util-linux's `flock`, which waits for parts of a second on a descriptor. */
  readonly hasFlock: boolean;
  /** GNU `dd`, which can refuse to follow links. */
  readonly hasNofollow: boolean;
  /** GNU `tail`, which ends with a process that it follows. */
  readonly hasTail: boolean;
  /** Whether the guard's directory is there and can be written, or can be made. */
  readonly canKeepLocks: boolean;
  /** Where programs are, by name, and whether the account's PATH leads there. */
  readonly programs: Readonly<Record<string, { readonly path: string; readonly isInPath: boolean }>>;
}

/**
 * For dash, bash and busybox sh. `env` stands before programs of which a shell may have its own. Field 22 of
 * /proc/1/stat is counted from behind the name of the process, which may have blanks and brackets.
 */
const text = `exec 2>/dev/null
echo "uid $(id -u)"
echo "system $(uname -srm)"
read -r id </etc/machine-id && echo "machine-id $id"
read -r id </proc/sys/kernel/random/boot_id && echo "boot $id"
read -r stat </proc/1/stat && (
  set -f
  set -- \${stat##*) }
  shift 19
  echo "start $1"
)
env flock -s -w 0.10 9 9</ && echo 'has flock'
env dd if=/dev/null of=/dev/null iflag=nofollow oflag=nofollow count=0 && echo 'has nofollow'
env tail --pid=$$ -c 1 /dev/null && echo 'has tail'
d=/var/lib/hostreeve/locks
while [ ! -e "$d" ]; do d=\${d%/*} d=\${d:-/}; done
[ -d "$d" ] && [ -w "$d" ] && echo 'has locks'
for name do
  if at=$(command -v "$name"); then
    echo "program $name $at"
    continue
  fi
  for at in /usr/local/sbin /usr/sbin /sbin /usr/local/bin /usr/bin /bin; do
    [ ! -x "$at/$name" ] || { echo "outside $name $at/$name"; break; }
  done
done
exit 0`;

/** Everything that a look at a host needs, in one command. */
export const readFacts = defineProgram({
  name: 'host facts',
  grammar: sequence(words('sh', '-c', text, 'hostreeve-facts'), rest('programs')),
  parse: ({ code, stdout }): HostFacts => {
    if (code !== 0) throw new TypeError('the text ends with 0');
    const lines = stdout.split('\n').map((line) => line.trim());
    const valuesOf = (head: string): string[] =>
      lines.filter((line) => line.startsWith(`${head} `)).map((line) => line.slice(head.length + 1));
    const [uid = '', system = ''] = ['uid', 'system'].map((head) => valuesOf(head)[0]);
    if (!/^\d+$/.test(uid)) throw new TypeError('there is no user id');
    const [machineId] = valuesOf('machine-id');
    const [boot] = valuesOf('boot');
    const [start] = valuesOf('start');
    const has = new Set(valuesOf('has'));
    const found = (head: string, isInPath: boolean): [string, { path: string; isInPath: boolean }][] =>
      valuesOf(head).map((value) => {
        const [name = '', ...path] = value.split(' ');
        return [name, { path: path.join(' '), isInPath }];
      });
    return {
      uid: Number(uid),
      system,
      ...(machineId !== undefined && /^[0-9a-f]{32}$/.test(machineId) ? { machineId } : {}),
      ...(boot === undefined || start === undefined ? {} : { era: `${boot}/${start}` }),
      hasFlock: has.has('flock'),
      hasNofollow: has.has('nofollow'),
      hasTail: has.has('tail'),
      canKeepLocks: has.has('locks'),
      programs: Object.fromEntries([...found('program', true), ...found('outside', false)]),
    };
  },
});

export function hostFacts(): Call<HostFacts> {
  return call(readFacts, { programs: wantedPrograms });
}

/**
 * Whether the glusterd of a host answers its own `gluster`. Bounded on the host: without an answer, `gluster` would wait
 * for two minutes.
 */
export const askGlusterd = defineProgram({
  name: 'gluster pool list',
  grammar: words('timeout', '10', 'gluster', '--mode=script', 'pool', 'list'),
  parse: ({
    code,
    stdout,
    stderr,
  }): { readonly kind: 'answers' } | { readonly kind: 'silent'; readonly said: string } => {
    if (code === 0) return { kind: 'answers' };
    const said = `${stderr}${stdout}`.trim().slice(0, 500);
    return { kind: 'silent', said: code === 124 ? 'no answer within 10 s' : said || `code ${code}` };
  },
});
