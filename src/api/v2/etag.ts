import { createHash } from 'node:crypto';
import { errors } from './errors.ts';

/** A strong validator of what a thing looks like here: of its content, not of a row's version. */
export function etagOf(shown: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 27)}"`;
}

/** Whether a client has this state already (RFC 9110, section 13.1.2: the weak comparison). */
export function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  const tags = ifNoneMatch === undefined ? [] : tagsIn('If-None-Match', ifNoneMatch);
  return tags.some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag);
}

/**
 * That a change is of the state that its client has seen (RFC 9110, section 13.1.1: the strong comparison).
 *
 * @throws PRECONDITION_FAILED, HEADER_INVALID
 */
export function requireMatch(shown: unknown, ifMatch: string | undefined): void {
  if (ifMatch === undefined) return;
  const found = etagOf(shown);
  if (!tagsIn('If-Match', ifMatch).some((tag) => tag === '*' || tag === found))
    throw errors.PRECONDITION_FAILED({ expected: ifMatch, found });
}

/** @throws HEADER_INVALID */
function tagsIn(header: string, text: string): readonly string[] {
  const tag = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
  if (text.trim() === '*') return ['*'];
  if (!new RegExp(`^\\s*${tag}(?:\\s*,\\s*${tag})*\\s*$`).test(text))
    throw errors.HEADER_INVALID({ header, problem: 'is neither `*` nor a list of entity tags in quotes' });
  return text.match(new RegExp(tag, 'g')) ?? [];
}
