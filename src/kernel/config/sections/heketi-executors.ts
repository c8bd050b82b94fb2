import { boolean, integer, opaque, text } from '../key.ts';

export const heketiSshSection = {
  keyFile: text({
    heketi: { path: 'glusterfs.sshexec.keyfile', env: 'HEKETI_SSH_KEYFILE' },
    meaning: 'Private key for the storage hosts.',
  }),
  user: text({
    default: 'heketi',
    heketi: { path: 'glusterfs.sshexec.user', env: 'HEKETI_SSH_USER' },
    meaning: 'Account on the storage hosts.',
  }),
  port: integer({
    default: 22,
    min: 1,
    max: 65_535,
    heketi: { path: 'glusterfs.sshexec.port', env: 'HEKETI_SSH_PORT', type: 'string', convert: 'port-number' },
    meaning: 'Port of sshd on the storage hosts.',
  }),
  sudo: boolean({
    default: false,
    heketi: { path: 'glusterfs.sshexec.sudo' },
    meaning: 'Run commands with sudo.',
  }),
  knownHostsFile: text({
    heketi: { env: 'SSH_KNOWN_HOSTS' },
    meaning: 'File with the host keys that are accepted, in the form of OpenSSH.',
  }),
};

export const heketiKubernetesSection = {
  namespace: text({
    heketi: { path: 'glusterfs.kubeexec.namespace', env: 'HEKETI_KUBE_NAMESPACE' },
    meaning: 'Namespace of the Gluster pods; when not set, that of the service account.',
  }),
  glusterDaemonSet: boolean({
    default: false,
    heketi: {
      path: 'glusterfs.kubeexec.gluster_daemonset',
      env: 'HEKETI_KUBE_GLUSTER_DAEMONSET',
      envForm: 'first-letter',
    },
    meaning: 'Find the Gluster pod of a host through its DaemonSet.',
  }),
  usePodNames: boolean({
    default: false,
    heketi: { path: 'glusterfs.kubeexec.use_pod_names', env: 'HEKETI_KUBE_USE_POD_NAMES', envForm: 'first-letter' },
    meaning: 'Read management host names as names of pods.',
  }),
  maxConnections: integer({
    default: 64,
    min: 1,
    orUnlimited: true,
    heketi: { path: 'glusterfs.kubeexec.max_connections', convert: 'negative-is-unlimited' },
    meaning: 'Connections to the Kubernetes API at a time; -1 is no limit.',
  }),
  disableTimeoutPrefix: boolean({
    default: false,
    heketi: { path: 'glusterfs.kubeexec.disable_timeout_prefix' },
    meaning: 'Run commands in pods without the program `timeout` before them.',
  }),
  backupDbToSecret: boolean({
    default: false,
    heketi: {
      path: 'backup_db_to_kube_secret',
      env: 'HEKETI_BACKUP_DB_TO_KUBE_SECRET',
      envForm: 'any-text-is-true',
    },
    meaning: 'Has no effect: no backup is written into a Kubernetes secret. `hostreeve db backup` copies the store.',
  }),
  dbSecretName: text({
    heketi: { env: 'HEKETI_KUBE_DB_SECRET_NAME' },
    meaning: 'Has no effect, as `backupDbToSecret` has none.',
  }),
};

export const heketiMockSection = {
  deviceSizeGib: integer({
    default: 500,
    min: 1,
    heketi: { env: 'HEKETI_MOCK_DEVICE_SIZE_GB' },
    meaning: 'Size in GiB of each device of the simulated hosts of the executor `mock`.',
  }),
};

/** Keys directly under `heketi` that belong to an executor. */
export const heketiExecutorKeys = {
  injectExec: opaque({
    heketi: { path: 'glusterfs.injectexec' },
    meaning:
      'Has no effect: the executors `inject/ssh` and `inject/mock`, whose faults it describes, are refused. `mock` simulates hosts, without faults.',
  }),
};
