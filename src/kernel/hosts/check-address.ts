import { isIP, isIPv6 } from 'node:net';
import { type HostAddress, shownAddress } from '../remote/index.ts';
import { errors } from './errors.ts';
import type { NewAddress } from './new-host.ts';

const MOST_SHOWN = 255;
const MOST_ADDRESSES = 16;

/**
 * Whether a text is an IPv4 or IPv6 address, or a name by Heketi's rule, which is wider than that of DNS: labels may
 * have `_`, and one `.` or `_` may stand at the end (contract heketi-api §9.0).
 */
export function isHostName(text: string): boolean {
  if (isIP(text) !== 0) return !text.includes('%');
  return text.replaceAll('.', '').length <= 255 && /^\w[\w-]{0,62}(\.\w[\w-]{0,62})*[._]?$/.test(text);
}

/** @throws {CodedError} HOST_NAME_INVALID */
export function checkHostName(name: string): string {
  if (!isHostName(name)) throw errors.HOST_NAME_INVALID({ name: name.slice(0, MOST_SHOWN) });
  return name;
}

/**
 * Addresses as they are kept, one spelling for each, so that no two hosts have the same.
 *
 * @throws {CodedError} HOST_ADDRESS_INVALID
 */
export function checkAddresses(given: readonly NewAddress[], defaultPort: number): readonly HostAddress[] {
  const addresses = given.map((each) => checkAddress(each, defaultPort));
  if (addresses.length === 0 || addresses.length > MOST_ADDRESSES) {
    const problem = `a host has at least one address and at most ${MOST_ADDRESSES}`;
    throw errors.HOST_ADDRESS_INVALID({ address: '', problem });
  }
  const seen = new Set<string>();
  for (const address of addresses.map(shownAddress)) {
    if (seen.has(address)) throw errors.HOST_ADDRESS_INVALID({ address, problem: 'it stands there twice' });
    seen.add(address);
  }
  return addresses;
}

function checkAddress({ address, port = 0 }: NewAddress, defaultPort: number): HostAddress {
  const refuse = (problem: string): Error =>
    errors.HOST_ADDRESS_INVALID({ address: address.slice(0, MOST_SHOWN), problem });
  if (!isHostName(address)) throw refuse('it is no host name and no IP address');
  const chosen = port === 0 ? defaultPort : port;
  if (!Number.isInteger(chosen) || chosen < 1 || chosen > 65_535) throw refuse(`${chosen} is no port`);
  return { address: spelling(address), port: chosen };
}

/** Lower case, and IPv6 in its short form. */
export function spelling(address: string): string {
  return isIPv6(address) ? new URL(`ssh://[${address}]`).hostname.slice(1, -1) : address.toLowerCase();
}
