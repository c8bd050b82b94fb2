/** The inventory of hosts: which machines there are, how they are reached, and by which keys they are known. */
export { ACCOUNT_LASTS_MS } from './accounts.ts';
export { isHostName } from './check-address.ts';
export { createHostTransport, createKeyProbe, type HostTransportOptions } from './create-host-transport.ts';
export { errors as hostErrors } from './errors.ts';
export { type Finding, type FindingCode, findingCodes, type Severity } from './findings.ts';
export type { Host, HostAccount, HowAdmitted, RecordedKey } from './host.ts';
export type { AddressReport, HostReport } from './host-report.ts';
export {
  insertHostStatements,
  leaveAddressesStatements,
  movedAddresses,
  moveHostBackStatements,
  moveHostStatements,
  removeHostStatement,
} from './host-statements.ts';
export { createHostInventory, type HostInventory, type HostPage } from './inventory.ts';
export { hostMigrations } from './migrations.ts';
export type { NewAccount, NewAddress, NewHost } from './new-host.ts';
export type { HostParts } from './parts.ts';
export { readHost, readHostByAddress, readHostByName } from './read-hosts.ts';
export { type Enrolment, hostSettings, type HostSettings } from './settings.ts';
