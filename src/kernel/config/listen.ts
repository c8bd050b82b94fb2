import { isIPv4, isIPv6 } from 'node:net';

export interface ListenAddress {
  /** A host name or an address, an IPv6 address without its brackets. */
  readonly host: string;
  /** 0 to 65535; 0 is any free port. */
  readonly port: number;
}

const hostName =
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

/** Takes `host:port` or `[IPv6]:port` apart; undefined when the text is neither. */
export function parseListen(text: string): ListenAddress | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  if (digits === undefined || Number(digits) > 65_535) return undefined;
  const port = Number(digits);
  if (bracketed !== undefined) return isIPv6(bracketed) ? { host: bracketed, port } : undefined;
  if (plain === undefined) return undefined;
  // Digits and dots alone are an address that was mistyped, not a host name.
  const isHost = /^[\d.]+$/.test(plain) ? isIPv4(plain) : hostName.test(plain);
  return isHost ? { host: plain, port } : undefined;
}
