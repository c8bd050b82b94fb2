import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { errors } from './errors.ts';
import type { SealingKey } from './sealing-key.ts';
import { Secret } from './secret.ts';

const CIPHER = 'aes-256-gcm';
const VERSION = 'v1';
/** 96 bits, the nonce length that NIST SP 800-38D recommends for GCM. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

// The header is authenticated too, so that a later version cannot be passed off as this one.
const additionalData = (keyId: string, context: string): Buffer =>
  Buffer.from(`${VERSION}\0${keyId}\0${context}`, 'utf8');

/**
 * Seals a secret with AES-256-GCM. `context` says where the secret belongs (for example `accounts/17/password`); it is
 * authenticated and not stored, so a sealed text that is copied to another row does not open there.
 *
 * @returns `v1.<keyId>.<nonce>.<ciphertext and tag>`, the last two in base64url
 */
export function seal(key: SealingKey, plaintext: Secret, context: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.reveal(), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData(key.id, context));
  const sealed = Buffer.concat([cipher.update(plaintext.reveal(), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [VERSION, key.id, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
}

/**
 * Opens what `seal` made with the same key and context.
 *
 * @throws {CodedError} SECRETS_SEAL_MALFORMED, SECRETS_KEY_WRONG or SECRETS_SEAL_BROKEN; none holds secret data
 */
export function open(key: SealingKey, sealed: string, context: string): Secret {
  const [version, keyId, nonceText, bodyText, ...rest] = sealed.split('.');
  if (version !== VERSION) throw errors.SECRETS_SEAL_MALFORMED({ context, reason: `its version is not ${VERSION}` });
  if (keyId === undefined || nonceText === undefined || bodyText === undefined || rest.length > 0)
    throw errors.SECRETS_SEAL_MALFORMED({ context, reason: 'it does not have four parts' });
  if (!/^[0-9a-f]{16}$/.test(keyId)) throw errors.SECRETS_SEAL_MALFORMED({ context, reason: 'its key id is none' });
  const nonce = fromBase64Url(nonceText);
  const body = fromBase64Url(bodyText);
  if (nonce?.length !== NONCE_BYTES || body === undefined || body.length < TAG_BYTES)
    throw errors.SECRETS_SEAL_MALFORMED({ context, reason: 'its nonce or ciphertext was cut or edited' });
  if (keyId !== key.id) throw errors.SECRETS_KEY_WRONG({ context, sealedBy: keyId, keyId: key.id });

  const decipher = createDecipheriv(CIPHER, key.reveal(), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(additionalData(key.id, context));
  decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
  const ciphertext = body.subarray(0, body.length - TAG_BYTES);
  try {
    return new Secret(Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8'));
  } catch (cause) {
    throw errors.SECRETS_SEAL_BROKEN({ context }, { cause });
  }
}

/** The bytes, or undefined when the text is not exactly what encoding them gives: Node's decoder skips what it dislikes. */
function fromBase64Url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
