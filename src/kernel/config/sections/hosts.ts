import { boolean, choice, integer, text } from '../key.ts';

const plainPath = {
  expected: 'an absolute path without blanks, `.` and `..`',
  isValid: (path: string): boolean => /^(\/(?!\.\.?(\/|$))[^\s/]+)+$/.test(path),
};

/** For the transport `kubernetes`. */
const kubernetesSection = {
  kubeconfigFile: text({
    meaning:
      'File that says where the API server of Kubernetes is, and as whom it is asked; when not set, the service account of the pod that the server runs in.',
  }),
  context: text({ meaning: 'Context of `hosts.kubernetes.kubeconfigFile`; when not set, its current one.' }),
  namespace: text({
    follows: 'heketi.kubernetes.namespace',
    meaning:
      'Namespace of the Gluster pods; when not set, `heketi.kubernetes.namespace`, then that of the context or the service account.',
  }),
  usePodNames: boolean({
    default: false,
    follows: 'heketi.kubernetes.usePodNames',
    meaning: 'Addresses of hosts are names of pods; when not set, `heketi.kubernetes.usePodNames`.',
  }),
  glusterDaemonSet: boolean({
    default: false,
    follows: 'heketi.kubernetes.glusterDaemonSet',
    meaning:
      'Addresses of hosts are names of nodes, and the pod there has a label with the key `glusterfs-node`; when not set, `heketi.kubernetes.glusterDaemonSet`. With neither of these, the label `glusterfs-node` of a pod is the address of its host.',
  }),
  container: text({ meaning: 'Container of a pod in which commands run; when not set, its first one.' }),
  stateFolder: text({
    default: '/var/lib/heketi/hostreeve',
    form: plainPath,
    meaning:
      'Folder in the pods for locks and records of commands, on a volume that outlives the pod; `/var/lib/hostreeve` in the container is made a link to it.',
  }),
  maxConnections: integer({
    default: 64,
    min: 1,
    orUnlimited: true,
    follows: 'heketi.kubernetes.maxConnections',
    meaning:
      'Commands in all pods at a time, others wait; -1 is no limit. When not set, `heketi.kubernetes.maxConnections`.',
  }),
  disableTimeoutPrefix: boolean({
    default: false,
    follows: 'heketi.kubernetes.disableTimeoutPrefix',
    meaning:
      'Run commands in pods without the program `timeout` before them; when not set, `heketi.kubernetes.disableTimeoutPrefix`.',
  }),
};

/** How hosts are reached, and how they are known; what the inventory says of one host goes before it. */
export const hostsSection = {
  transport: choice(['ssh', 'openssh', 'kubernetes'], {
    default: 'ssh',
    meaning:
      "How hosts are reached: by SSH in this process, or by the system's ssh, which also does jump hosts, Kerberos, certificates, and keys with a passphrase or in hardware, or as pods by the API of Kubernetes. When not set: `kubernetes` where `heketi.executor` is.",
  }),
  enrol: choice(['refuse', 'known_hosts', 'ca', 'first-use'], {
    default: 'refuse',
    meaning:
      'What happens at the first contact with a host whose key is not recorded: refuse it until somebody accepts its key, ask `hosts.knownHostsFile`, want a certificate of `hosts.caFile`, or record whatever key it shows. When not set: `known_hosts` or `ca` where that file is given, and `first-use` with a heketi.json.',
  }),
  knownHostsFile: text({
    follows: 'heketi.ssh.knownHostsFile',
    meaning:
      'File with keys of hosts in the form of OpenSSH, or several separated by `:`; when not set, `heketi.ssh.knownHostsFile`.',
  }),
  caFile: text({
    meaning:
      'File with the public keys of the authorities that sign host certificates, one a line; needs the transport `openssh`.',
  }),
  port: integer({
    default: 22,
    min: 1,
    max: 65_535,
    follows: 'heketi.ssh.port',
    meaning: 'Port of sshd, for addresses that come without one; when not set, `heketi.ssh.port`.',
  }),
  login: text({
    default: 'root',
    follows: 'heketi.ssh.user',
    meaning: 'Account on hosts that have none of their own in the inventory; when not set, `heketi.ssh.user`.',
  }),
  sudo: boolean({
    default: false,
    follows: 'heketi.ssh.sudo',
    meaning: 'Run commands as root by `sudo -n`, as `hosts.login`; when not set, `heketi.ssh.sudo`.',
  }),
  privateKeyFile: text({
    follows: 'heketi.ssh.keyFile',
    meaning:
      'Private key, without a passphrase, for hosts that have no credentials of their own; when not set, `heketi.ssh.keyFile`.',
  }),
  agent: boolean({
    default: false,
    meaning:
      'Offer the keys of the ssh-agent that `SSH_AUTH_SOCK` names to hosts that have no credentials of their own.',
  }),
  sshConfigFile: text({
    meaning: "File as ssh_config(5) for the transport `openssh`; the system's own files are not read.",
  }),
  kubernetes: kubernetesSection,
};
