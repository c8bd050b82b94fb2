import { choice, integer, list, secret, text } from '../key.ts';
import { parseListen } from '../listen.ts';
import { isStoreUrl } from '../store-url.ts';

/** Keys that stand at the top of the file. */
export const serverKeys = {
  data: text({
    default: '/var/lib/hostreeve',
    flag: '--data',
    meaning: 'Folder for everything that the server keeps: the SQLite store, keys, certificates and uploads.',
  }),
  listen: text({
    default: '127.0.0.1:8080',
    flag: '--listen',
    form: {
      expected:
        'HOST:PORT with an IPv4 address, an IPv6 address in brackets or a host name, and a port from 0 to 65535',
      isValid: (value) => parseListen(value) !== undefined,
    },
    heketi: { path: 'port', env: 'HEKETI_HTTP_PORT', type: 'string', convert: 'port-on-all-addresses' },
    meaning:
      'Address and port of the main listener; `[::]:8080` is every address, IPv4 and IPv6, and port 0 any free port.',
  }),
};

export const storeSection = {
  url: text({
    flag: '--store',
    form: { expected: 'a URL like postgres://user@host:5432/database', isValid: isStoreUrl },
    meaning:
      'PostgreSQL database to keep the state in; when not set, the file `hostreeve.sqlite` in the data folder. A password in it is moved to `store.password`.',
  }),
  password: secret({ meaning: 'Password for the database, where no `store.passwordFile` holds it.' }),
  passwordFile: text({ meaning: 'File that holds the password for the database.' }),
};

export const secretsSection = {
  masterKeyFile: text({
    meaning: 'File that holds the master key under which secrets in the store are sealed.',
  }),
};

export const logSection = {
  level: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    default: 'info',
    flag: '--log-level',
    heketi: { path: 'glusterfs.loglevel', env: 'HEKETI_GLUSTERAPP_LOGLEVEL', type: 'string', convert: 'log-level' },
    meaning: 'The least serious messages that are written to the log.',
  }),
  format: choice(['json', 'text'], { default: 'json', meaning: 'One JSON object per log line, or text for people.' }),
};

export const httpSection = {
  allowedHosts: list({
    default: [],
    meaning: 'Values of the `Host` header that are answered; empty means any on listeners that are not loopback.',
  }),
  shutdownGraceMs: integer({
    default: 10_000,
    min: 0,
    max: 2_147_483_647,
    meaning: 'Milliseconds that requests under way may still take once the server was told to stop.',
  }),
  maxConnections: integer({
    default: 10_000,
    min: 1,
    max: 1_000_000,
    meaning: 'Connections that a listener holds at a time; further ones are closed at once.',
  }),
  bodyLimitBytes: integer({
    default: 67_108_864,
    min: 1,
    meaning: 'Largest request body in bytes; file uploads are streams and have no limit.',
  }),
};
