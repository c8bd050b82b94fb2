import type { IncomingHttpHeaders } from 'node:http';
import { errors } from './errors.ts';
import { isLoopback as isLoopbackAddress } from './listen-address.ts';

export type HostCheck = (headers: IncomingHttpHeaders, listener: { readonly isLoopback: boolean }) => void;

/**
 * Keeps web pages from using their reader's browser against this server. On loopback listeners, and on all when
 * `allowedHosts` has names, `Host` must be a name of ours, so that a page cannot come in through a DNS name of its own
 * that points here. Everywhere an `Origin` must be the host that was asked, or one of `allowedHosts`.
 *
 * @param allowedHosts host names of this server; any port goes
 * @returns a check that throws SERVER_HOST_FOREIGN or SERVER_ORIGIN_FOREIGN
 */
export function createHostCheck(allowedHosts: readonly string[]): HostCheck {
  const allowed = new Set(allowedHosts.map((name) => parseHost('http:', name)?.hostname ?? name));

  return ({ host, origin }, { isLoopback }) => {
    // Without a Host it is HTTP/1.0: a health probe perhaps, never a browser.
    if (host !== undefined && (isLoopback || allowed.size > 0)) {
      const name = parseHost('http:', host)?.hostname;
      const isOurs = name !== undefined && (allowed.has(name) || (isLoopback && isLoopbackName(name)));
      if (!isOurs) throw errors.SERVER_HOST_FOREIGN({ host: host.slice(0, 200) });
    }
    if (origin !== undefined) {
      const from = URL.canParse(origin) ? new URL(origin) : undefined;
      // Compared with the port: another port of localhost is another program, perhaps of another person.
      const asked = from !== undefined && host !== undefined ? parseHost(from.protocol, host) : undefined;
      if (from === undefined || (from.host !== asked?.host && !allowed.has(from.hostname)))
        throw errors.SERVER_ORIGIN_FOREIGN({ origin: origin.slice(0, 200) });
    }
  };
}

/** Whether a URL's host name is one of this machine alone. */
function isLoopbackName(name: string): boolean {
  return isLoopbackAddress({ host: name.replace(/^\[(.*)\]$/, '$1'), port: 0 });
}

/** Host and port in the one spelling that browsers use, the scheme's own port left out. */
function parseHost(protocol: string, text: string): URL | undefined {
  // What a URL may have after its host would otherwise be swallowed, and `localhost/@evil` pass.
  if (!/^[^\s/?#@\\]+$/.test(text)) return undefined;
  const url = `${protocol}//${text}`;
  return /^https?:$/.test(protocol) && URL.canParse(url) ? new URL(url) : undefined;
}
