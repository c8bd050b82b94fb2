import { defineErrors } from '../kernel/errors.ts';

export const errors = defineErrors({
  SERVER_LISTEN_MALFORMED: {
    status: 500,
    retry: 'never',
    when: 'An address to listen on is not written as host and port.',
    remedy: 'Write `127.0.0.1:8080`, `[::1]:8080`, or `0.0.0.0:8080` for all addresses.',
    text: (e: { address: string }) =>
      `'${e.address}' is no address to listen on; write host:port, such as 127.0.0.1:8080 or [::1]:8080`,
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
    remedy: 'Use localhost or 127.0.0.1, or add the name to `allowedHosts` when it really is a name of this server.',
    text: (e: { host: string }) => `this server does not answer to the host name '${e.host}'`,
  },
  SERVER_ORIGIN_FOREIGN: {
    status: 403,
    retry: 'never',
    when: "A web page of another origin sent the request through its reader's browser.",
    remedy:
      "Call the API from a page of this server, or from a program. A proxy's public name belongs in `allowedHosts`.",
    text: (e: { origin: string }) => `requests from web pages of '${e.origin}' are not answered`,
  },
});
