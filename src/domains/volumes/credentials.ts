import type { Vault } from '../../kernel/secrets/index.ts';

/** Where operations keep the passwords of block volumes: sealed, and nowhere else. */
export type CredentialKeeper = Pick<Vault, 'sealing' | 'forgetting'>;

/** The name of a block volume's password in the vault. */
export function credentialId(blockVolume: string): string {
  return `block-volume/${blockVolume}`;
}
