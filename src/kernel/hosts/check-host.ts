import { type Account, type Call, call, type HostId } from '../remote/index.ts';
import type { Accounts } from './accounts.ts';
import { makeChange, theServer } from './change.ts';
import { checkAddressesOf } from './check-addresses.ts';
import { findingsOfFacts } from './check-facts.ts';
import { findingOfFailure } from './check-failures.ts';
import { type Finding, finding } from './findings.ts';
import type { Host } from './host.ts';
import { askGlusterd, type HostFacts, hostFacts, wantedPrograms } from './host-facts.ts';
import type { HostReport } from './host-report.ts';
import type { HostParts } from './parts.ts';

const FACTS_TIMEOUT_MS = 30_000;
/** Longer than what the program itself is given on the host. */
const GLUSTERD_TIMEOUT_MS = 20_000;

/** Looks whether a host can be worked with. What is wrong is in the report; what identifies the machine is recorded. */
export async function checkHost(parts: HostParts, accounts: Accounts, host: Host): Promise<HostReport> {
  const looked = await look(parts, host);
  // Asked for behind the commands: the first of them may have recorded a key.
  const account = await accounts.find(host.id).catch(() => undefined);
  const { addresses, findings: atAddresses } = await checkAddressesOf(parts, host, account);
  const checkedAtMs = parts.clock.now();
  const findings = [...atAddresses, ...(await findingsOf(parts, host, account, looked, atAddresses))];
  if (looked.kind === 'entered') await record(parts, host, looked.facts, checkedAtMs);
  const reachedAt = addresses.find(({ answers }) => answers)?.address;
  return {
    host: host.id,
    name: host.name,
    checkedAtMs,
    isUsable: findings.every(({ severity }) => severity !== 'error'),
    addresses,
    ...(reachedAt === undefined ? {} : { reachedAt }),
    ...(looked.kind === 'entered' ? reportOf(looked, account, parts, host) : {}),
    findings,
  };
}

type Looked =
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'entered'; readonly facts: HostFacts; readonly glusterd?: GlusterdState };

type GlusterdState = { readonly kind: 'answers' } | { readonly kind: 'silent'; readonly said: string };

async function look(parts: HostParts, { id }: Host): Promise<Looked> {
  try {
    const facts = factsOf(parts, await run(parts, id, hostFacts(), FACTS_TIMEOUT_MS));
    if (facts.programs['gluster']?.isInPath !== true) return { kind: 'entered', facts };
    return { kind: 'entered', facts, glusterd: await run(parts, id, call(askGlusterd, {}), GLUSTERD_TIMEOUT_MS) };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

/** The id in a container is that of its image, which all pods have in common, and which changes with it. */
function factsOf({ settings }: HostParts, facts: HostFacts): HostFacts {
  if (settings.transport !== 'kubernetes') return facts;
  const { machineId: _ofTheImage, ...others } = facts;
  return others;
}

async function run<Output>(
  { transport }: HostParts,
  id: HostId,
  { name, argv, parse }: Call<Output>,
  timeoutMs: number,
): Promise<Output> {
  return parse(await transport().run(id, argv, { name, timeoutMs }));
}

async function findingsOf(
  parts: HostParts,
  host: Host,
  account: Account | undefined,
  looked: Looked,
  atAddresses: readonly Finding[],
): Promise<Finding[]> {
  if (looked.kind === 'failed') {
    const { login } = account ?? host.account ?? parts.settings;
    const failure = findingOfFailure(looked.error, host, login, parts.settings.transport);
    // What the addresses showed of it says more.
    return atAddresses.some(({ code }) => code === failure.code) ? [] : [failure];
  }
  const { facts, glusterd } = looked;
  const found = findingsOfFacts(facts, host, parts.settings.transport === 'kubernetes');
  if (glusterd?.kind === 'silent') {
    const remedy = 'Start it (systemctl start glusterd), and look at /var/log/glusterfs/glusterd.log.';
    found.push(finding('glusterd-silent', `glusterd does not answer: ${glusterd.said}`, remedy));
  }
  if (facts.machineId === undefined) return found;
  const twins = await parts.store.read({
    sql: 'select name from host where machine_id = $1 and id <> $2 order by name limit 5',
    values: [facts.machineId, host.id],
  });
  if (twins.length === 0) return found;
  const names = twins.map(({ name }) => String(name)).join(', ');
  const text = `the machine id is also that of ${names}`;
  const remedy =
    'If they are one machine, remove one of the hosts; if one was copied from the other, give it a new id (systemd-machine-id-setup).';
  return [...found, finding('machine-shared', text, remedy)];
}

function reportOf(
  { facts, glusterd }: Extract<Looked, { kind: 'entered' }>,
  account: Account | undefined,
  { settings }: HostParts,
  host: Host,
): Partial<HostReport> {
  const { login, become } = account ?? host.account ?? settings;
  const { machineId, era, system, uid, programs } = facts;
  return {
    login: { name: login, uid, ...(become === undefined ? {} : { become }) },
    system,
    ...(machineId === undefined ? {} : { machineId }),
    ...(era === undefined ? {} : { era }),
    programs: Object.fromEntries(wantedPrograms.map((name) => [name, programs[name]?.path ?? null])),
    ...(glusterd === undefined ? {} : { glusterd: glusterd.kind }),
  };
}

/** Keeps by what the machine is known. Another machine in its place is in the audit record, too. */
async function record(parts: HostParts, host: Host, { machineId, era }: HostFacts, atMs: number): Promise<void> {
  const update = {
    sql: `update host set machine_id = coalesce($2, machine_id), era = coalesce($3, era), checked_at_ms = $4
      where id = $1`,
    values: [host.id, machineId ?? null, era ?? null, atMs],
  };
  if (host.machineId === undefined || machineId === undefined || host.machineId === machineId) {
    await parts.store.write([update]);
    return;
  }
  await makeChange(parts, theServer, {
    action: 'host.machine-changed',
    on: `host/${host.id}`,
    body: { name: host.name, was: host.machineId, is: machineId },
    statements: [update],
  });
}
