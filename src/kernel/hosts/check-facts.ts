import { type Finding, finding } from './findings.ts';
import type { Host } from './host.ts';
import { type HostFacts, wantedPrograms } from './host-facts.ts';

/** What the facts of a host mean for an operator. */
export function findingsOfFacts(facts: HostFacts, host: Host, isPod: boolean): Finding[] {
  return [...identityFindings(facts, host, isPod), ...toolFindings(facts), ...programFindings(facts)];
}

function identityFindings({ machineId, era }: HostFacts, host: Host, isPod: boolean): Finding[] {
  if (machineId === undefined && !isPod) {
    const remedy = 'Make one with systemd-machine-id-setup, so that a machine that was set up anew is noticed.';
    return [finding('machine-id-missing', '/etc/machine-id has no id', remedy)];
  }
  if (host.machineId !== undefined && machineId !== undefined && host.machineId !== machineId) {
    const text = `the machine id was ${host.machineId} and is ${machineId}: the host was set up anew, or another machine has its place`;
    const remedy =
      'If it was set up anew, its volumes are not on it any more: replace its bricks. If not, correct the address.';
    return [finding('machine-changed', text, remedy)];
  }
  if (host.era === undefined || era === undefined || host.era === era) return [];
  return [finding('rebooted', 'the host has started anew since the last check', 'Nothing, if that was intended.')];
}

function toolFindings({ uid, hasFlock, hasNofollow, hasTail, canKeepLocks }: HostFacts): Finding[] {
  const found: Finding[] = [];
  if (uid !== 0) {
    const remedy = 'Enter the host as root, or set sudo for its account; storage and mounts are for root alone.';
    found.push(finding('not-root', `commands run as the user with the id ${uid}`, remedy));
  }
  if (!hasFlock) {
    const remedy = 'Install util-linux; busybox has a flock of its own, which cannot wait.';
    found.push(finding('flock-missing', 'there is no flock of util-linux', remedy));
  }
  if (!hasNofollow) {
    const remedy = 'Install GNU coreutils; busybox has a dd of its own, which follows links.';
    found.push(finding('coreutils-missing', 'there is no dd of GNU coreutils', remedy));
  }
  if (!hasTail) {
    const remedy = 'Install GNU coreutils to see the output of long commands while they run.';
    found.push(finding('tail-missing', 'there is no tail of GNU coreutils', remedy));
  }
  if (!canKeepLocks) {
    const remedy = 'Make /var/lib writable for the account, on a disk that lasts: locks must outlive a boot.';
    found.push(finding('locks-unwritable', '/var/lib/hostreeve/locks cannot be made or written', remedy));
  }
  return found;
}

const packages: Readonly<Record<(typeof wantedPrograms)[number], string>> = {
  gluster: 'glusterfs-server',
  glusterd: 'glusterfs-server',
  lvm: 'lvm2',
  'mkfs.xfs': 'xfsprogs',
  mount: 'mount',
  umount: 'mount',
  findmnt: 'util-linux',
};

function programFindings({ programs }: HostFacts): Finding[] {
  return wantedPrograms.flatMap((name) => {
    const there = programs[name];
    if (there?.isInPath === true) return [];
    if (there === undefined) {
      const remedy = `Install ${packages[name]} if the host is to have volumes of GlusterFS.`;
      return [finding('program-missing', `there is no ${name}`, remedy)];
    }
    const remedy = 'Set the PATH of sessions without a login: in /etc/environment, or SetEnv in sshd_config.';
    return [finding('program-outside-path', `${there.path} is not in the PATH of the account`, remedy)];
  });
}
