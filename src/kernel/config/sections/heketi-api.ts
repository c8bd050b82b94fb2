import { boolean, choice, integer, secret, text } from '../key.ts';

/** Who may call the Heketi API, and how it behaves: keys directly under `heketi`. */
export const heketiApiKeys = {
  adminKey: secret({
    heketi: { path: 'jwt.admin.key', env: 'HEKETI_ADMIN_KEY' },
    meaning: 'Key that signs the tokens of the issuer `admin`.',
  }),
  userKey: secret({
    heketi: { path: 'jwt.user.key', env: 'HEKETI_USER_KEY' },
    meaning: 'Key that signs the tokens of the issuer `user`.',
  }),
  previousAdminKey: secret({
    meaning: 'Key of the issuer `admin` before the present one, which is taken too while clients change over.',
  }),
  previousUserKey: secret({
    meaning: 'Key of the issuer `user` before the present one, which is taken too while clients change over.',
  }),
  disableAuth: boolean({
    default: false,
    flag: '--disable-auth',
    meaning: 'Answer the Heketi API, and no other, without looking at tokens.',
  }),
  jwtIssuedAtLeewayS: integer({
    default: 120,
    min: 0,
    heketi: { env: 'HEKETI_JWT_IAT_LEEWAY_SECONDS' },
    meaning: 'Seconds that the clock of a client may be ahead of ours when it signs a token.',
  }),
  userRole: choice(['wide', 'exact'], {
    default: 'wide',
    meaning:
      'What the issuer `user` may call: everything under `/volumes` and its own queue entries (`wide`), or only `/volumes` itself as in Heketi (`exact`).',
  }),
  exposeSecrets: boolean({
    default: false,
    meaning: 'Show the CHAP passwords of block volumes in database dumps.',
  }),
  profiling: boolean({
    default: false,
    heketi: { path: 'profiling', env: 'HEKETI_PROFILING', envForm: 'any-text-is-true' },
    meaning:
      'Has no effect: `/debug/pprof/` of Heketi has profiles of Go. For one of this server: `bin/node --cpu-prof src/main.ts serve`; figures are at `/metrics`.',
  }),
  defaultState: choice(['normal', 'read-only', 'local-client'], {
    default: 'normal',
    heketi: { path: 'default_state', env: 'HEKETI_DEFAULT_STATE' },
    meaning: 'Administrative state of the Heketi API after a start.',
  }),
  executor: choice(['mock', 'ssh', 'kube', 'kubernetes', 'inject/ssh', 'inject/mock'], {
    default: 'ssh',
    heketi: { path: 'glusterfs.executor', env: 'HEKETI_EXECUTOR' },
    meaning:
      'How storage hosts are reached: over SSH, as Kubernetes pods, or simulated. A start with one of `inject/`, which added faults to Heketi, is refused.',
  }),
  topologyFile: text({
    flag: '--topology',
    heketi: { env: 'HEKETI_TOPOLOGY_FILE' },
    meaning: 'Topology in the form of Heketi, which is loaded at a start without any cluster.',
  }),
  dbFile: text({
    default: 'heketi.db',
    heketi: { path: 'glusterfs.db', env: 'HEKETI_DB_PATH' },
    meaning:
      'Database of a Heketi that ran here before. It is never written; a start without any cluster looks for it where it is set, and stops with how to take it over.',
  }),
  ignoreDbFile: boolean({
    default: false,
    flag: '--ignore-heketi-db',
    meaning: 'Start without any cluster although the database of a Heketi is there.',
  }),
  dbReadOnly: boolean({
    default: false,
    heketi: { path: 'glusterfs.db_read_only' },
    meaning: 'Refuse everything that would change the state.',
  }),
  maxInflightOperations: integer({
    default: 8,
    min: 1,
    heketi: {
      path: 'glusterfs.max_inflight_operations',
      env: 'HEKETI_MAX_INFLIGHT_OPERATIONS',
      convert: 'zero-is-default',
    },
    meaning: 'Operations under way at which the Heketi API answers 429.',
  }),
  maxVolumesPerCluster: integer({
    default: 1000,
    min: 1,
    orUnlimited: true,
    heketi: {
      path: 'glusterfs.max_volumes_per_cluster',
      env: 'HEKETI_GLUSTER_MAX_VOLUMES_PER_CLUSTER',
      convert: 'negative-is-unlimited',
    },
    meaning: 'Volumes that a cluster may hold; -1 is no limit.',
  }),
  zoneChecking: choice(['none', 'strict'], {
    default: 'none',
    heketi: { path: 'glusterfs.zone_checking', env: 'HEKETI_ZONE_CHECKING', convert: 'zone-checking' },
    meaning: 'Whether the bricks of a set must lie in different zones.',
  }),
};

export const heketiTlsSection = {
  enabled: boolean({ default: false, heketi: { path: 'enable_tls' }, meaning: 'Serve HTTPS on the main listener.' }),
  certFile: text({ heketi: { path: 'cert_file' }, meaning: 'Certificate of the listener (PEM).' }),
  keyFile: text({ heketi: { path: 'key_file' }, meaning: 'Private key of the listener (PEM).' }),
};
