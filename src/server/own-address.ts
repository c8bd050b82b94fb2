import { BlockList, isIPv4 } from 'node:net';

const own = new BlockList();
own.addSubnet('127.0.0.0', 8, 'ipv4');
own.addAddress('::1', 'ipv6');

/**
 * Whether the other end of a connection is this machine, by the address that its socket has; the empty text is none.
 * IPv4 comes as `::ffff:127.0.0.1` where one socket takes both, which a block list knows.
 */
export function isOwnAddress(address: string): boolean {
  return own.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}
