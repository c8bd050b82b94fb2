declare const brand: unique symbol;

/** A host of the fleet: 32 lower-case hex digits, or a name in tests. Made where the host is recorded. */
export type HostId = string & { readonly [brand]: 'HostId' };

/** @throws {TypeError} when the text cannot be one; hosts' ids name files on hosts and locks in the store. */
export function hostId(text: string): HostId {
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(text)) throw new TypeError(`'${text}' is no host id`);
  return text as HostId;
}
