import { errors } from './errors.ts';
import { KEY_BYTES, SealingKey } from './sealing-key.ts';

/**
 * Reads a key of 32 bytes in base64; white space around it is ignored. `source` names where it came from.
 *
 * @throws {CodedError} SECRETS_KEY_MALFORMED, which tells the length that was found and nothing of the content
 */
export function parseKey(text: string, source: string): SealingKey {
  const trimmed = text.trim();
  if (trimmed === '') throw errors.SECRETS_KEY_MALFORMED({ source, found: 'nothing' });
  const bytes = Buffer.from(trimmed, 'base64');
  // Node's decoder skips what is not base64, so decoding alone would accept nearly anything.
  const canonical = bytes.toString('base64');
  if (trimmed !== canonical && trimmed !== canonical.replace(/=+$/, ''))
    throw errors.SECRETS_KEY_MALFORMED({ source, found: 'a text that is not base64' });
  if (bytes.length !== KEY_BYTES) throw errors.SECRETS_KEY_MALFORMED({ source, found: `${bytes.length} bytes` });
  return new SealingKey(bytes);
}
