import { defineErrors } from '../kernel/errors.ts';

export const errors = defineErrors({
  SERVER_BACKUP_NOT_OURS: {
    status: 400,
    retry: 'never',
    when: '`db backup` was asked to copy a PostgreSQL store.',
    remedy: 'Use the tools of the database: `pg_dump --format=custom`, or a continuous archive.',
    text: (e: { url: string }) => `${e.url} is a PostgreSQL store; back it up with pg_dump`,
  },
  SERVER_DATA_FOLDER_UNUSABLE: {
    status: 500,
    retry: 'never',
    when: 'The data folder does not exist and cannot be made.',
    remedy: 'Make it for the user who runs Hostreeve, or name another one with `--data`.',
    text: (e: { path: string; reason: string }) => `cannot make the data folder ${e.path}: ${e.reason}`,
  },
  SERVER_HEKETI_DATABASE_FOUND: {
    status: 500,
    retry: 'never',
    when: 'A start without any cluster found the database of a Heketi where its configuration says: an empty server would answer its clients that nothing is there.',
    remedy:
      'Take it over with the two commands that the message names, while no Heketi runs on it. To start empty all the same: `--ignore-heketi-db`, or `heketi.ignoreDbFile`.',
    text: (e: { path: string; data: string }) =>
      `${e.path} is the database of a Heketi, and no cluster is known here; take it over: ` +
      `heketi db export --dbfile ${e.path} --jsonfile heketi.json && hostreeve import heketi heketi.json --data ${e.data} ` +
      '(or start with --ignore-heketi-db)',
  },
  SERVER_PASSWORD_FILE_UNREADABLE: {
    status: 500,
    retry: 'never',
    when: 'The file with the password for the database is missing or cannot be read.',
    remedy: 'Check the path in `store.passwordFile` and that the user who runs Hostreeve may read it.',
    text: (e: { path: string; reason: string }) => `cannot read the password file ${e.path}: ${e.reason}`,
  },
  SERVER_TLS_UNUSABLE: {
    status: 500,
    retry: 'never',
    when: 'The certificate or its private key cannot be read, or they do not belong together.',
    remedy:
      'Check `heketi.tls.certFile` and `heketi.tls.keyFile` (`cert_file`, `key_file` in heketi.json): PEM, the certificate of the server first and then those between it and the authority; the key without a passphrase, readable for the user who runs Hostreeve.',
    text: (e: { certFile: string; keyFile: string; reason: string }) =>
      `cannot serve HTTPS with ${e.certFile} and ${e.keyFile}: ${e.reason}`,
  },
  SERVER_TOPOLOGY_INVALID: {
    status: 500,
    retry: 'never',
    when: 'The topology that a start without any cluster was to load cannot be read, or is none.',
    remedy:
      'Mend the file that `heketi.topologyFile` (`--topology`, `HEKETI_TOPOLOGY_FILE`) names, or start without it.',
    text: (e: { path: string; problems: readonly { readonly message: string }[] }) =>
      `${e.path} is no topology: ${e.problems.map(({ message }) => message).join('; ')}`,
  },
  SERVER_PORT_TAKEN: {
    status: 500,
    retry: 'backoff',
    when: 'Another program, perhaps another Hostreeve, listens on the port already.',
    remedy: 'Stop the other program (`ss -ltnp` names it), or choose another port with `--listen`.',
    text: (e: { address: string }) => `cannot listen on ${e.address}: the port is taken by another program`,
  },
  SERVER_ADDRESS_UNUSABLE: {
    status: 500,
    retry: 'never',
    when: 'The server may not listen there: the address is not of this machine, the name is unknown, or the port needs a right.',
    remedy:
      'Choose an address that `ip address` shows, or `0.0.0.0` for all. For ports under 1024 grant CAP_NET_BIND_SERVICE, or put a proxy in front.',
    text: (e: { address: string; reason: string }) => `cannot listen on ${e.address}: ${e.reason}`,
  },
  SERVER_HOST_FOREIGN: {
    status: 403,
    retry: 'never',
    when: 'A request named a host that is not this server: a web page may be using a browser to reach it (DNS rebinding).',
    remedy:
      'Use localhost or 127.0.0.1, or add the name to `http.allowedHosts` when it really is a name of this server.',
    text: (e: { host: string }) => `this server does not answer to the host name '${e.host}'`,
  },
  SERVER_ORIGIN_FOREIGN: {
    status: 403,
    retry: 'never',
    when: "A web page of another origin sent the request through its reader's browser.",
    remedy:
      "Call the API from a page of this server, or from a program. A proxy's public name belongs in `http.allowedHosts`.",
    text: (e: { origin: string }) => `requests from web pages of '${e.origin}' are not answered`,
  },
  SERVER_EXECUTOR_UNSUPPORTED: {
    status: 500,
    retry: 'never',
    when: 'The configuration names an executor that this version does not have.',
    remedy: 'Set `heketi.executor` to `ssh` or `kubernetes`, or to `mock` for simulated hosts.',
    text: (e: { executor: string }) =>
      `this version has no executor '${e.executor}', only 'ssh', 'kubernetes' and 'mock'`,
  },
});
