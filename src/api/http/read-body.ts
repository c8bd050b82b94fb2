import type { IncomingMessage } from 'node:http';
import { errors } from './errors.ts';

/**
 * Reads a whole body, whatever its Content-Type says.
 *
 * @throws BODY_TOO_LARGE, REQUEST_MALFORMED when the client breaks off
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const tooLarge = (): Error => errors.BODY_TOO_LARGE({ limitBytes });
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const fail = (error: Error): void => {
      request.off('data', take).off('end', end).off('close', breakOff).off('error', breakOff);
      reject(error);
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > limitBytes) fail(tooLarge());
      else chunks.push(chunk);
    };
    const end = (): void => {
      request.off('close', breakOff).off('error', breakOff);
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, bytes));
    };
    const breakOff = (): void => fail(errors.REQUEST_MALFORMED({ reason: 'its body ends too early' }));
    request.on('data', take).once('end', end).once('close', breakOff).once('error', breakOff);
  });
}
