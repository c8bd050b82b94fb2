/** Where sshd listens. */
export interface HostAddress {
  /** A name, or an IPv4 or IPv6 address without brackets. */
  readonly address: string;
  readonly port: number;
}

/** `10.0.0.1:22` or `[2001:db8::1]:22`, for messages. */
export function shownAddress({ address, port }: HostAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
