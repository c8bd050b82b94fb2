import type { Secret, Vault } from '../secrets/index.ts';
import type { Statement } from '../store/index.ts';
import type { NewAccount } from './new-host.ts';

/** The one purpose that there is yet; other worlds may enter a host under accounts of their own. */
const PURPOSE = 'default';

/** Ids of an account's secrets in the vault. */
export const privateKeyId = (host: string): string => `host/${host}/${PURPOSE}/private-key`;
export const passwordId = (host: string): string => `host/${host}/${PURPOSE}/password`;

/** Puts an account in place of whatever is there, its secrets included. */
export function setAccountStatements(vault: Vault, host: string, account: NewAccount): readonly Statement[] {
  const { login, become = null, privateKey, password } = account;
  const keep = (id: string, secret: Secret | undefined): Statement =>
    secret === undefined ? vault.forgetting(id) : vault.sealing(id, secret);
  const nameOf = (id: string, secret: Secret | undefined): string | null => (secret === undefined ? null : id);
  return [
    {
      sql: `insert into host_account (host, purpose, login, become, private_key, password)
        values ($1, $2, $3, $4, $5, $6) on conflict (host, purpose) do update
        set login = $3, become = $4, private_key = $5, password = $6`,
      values: [
        host,
        PURPOSE,
        login,
        become,
        nameOf(privateKeyId(host), privateKey),
        nameOf(passwordId(host), password),
      ],
    },
    keep(privateKeyId(host), privateKey),
    keep(passwordId(host), password),
  ];
}

/** Removes an account and its secrets, if there is one. */
export function removeAccountStatements(vault: Vault, host: string): readonly Statement[] {
  return [
    vault.forgetting(privateKeyId(host)),
    vault.forgetting(passwordId(host)),
    { sql: 'delete from host_account where host = $1 and purpose = $2', values: [host, PURPOSE] },
  ];
}
