/** An answer, as it goes over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Go's JSON encoder writes these as escapes, so that a body can stand in a page or a script. */
const ESCAPED = /[<>&\u2028\u2029]/;

/** Compact, in the order of the keys, with a line's end (contract heketi-api §1.5). */
export function jsonAnswer(status: number, value: object): Answer {
  return jsonTextAnswer(status, escaped(JSON.stringify(value)));
}

/** The same of a text that is JSON already. */
export function jsonTextAnswer(status: number, text: string): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=UTF-8' }, body: `${text}\n` };
}

export function escaped(json: string): string {
  return ESCAPED.test(json)
    ? json.replaceAll(/[<>&\u2028\u2029]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : json;
}

/** A refusal or a failure: plain text with a line's end (contract heketi-api §1.5). */
export function errorAnswer(status: number, text: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body: `${text}\n`,
  };
}

export function emptyAnswer(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: '' };
}

/** 202: the work goes on, and its end is told once at `/queue/{id}`. The place is a bare path (contract heketi-api §12.3). */
export function acceptedAnswer(entry: string): Answer {
  return emptyAnswer(202, { location: `/queue/${entry}` });
}

/** The same for a GET, with the page that Go adds (contract heketi-api §1.5). */
export function acceptedPage({ headers }: Answer): Answer {
  return redirectAnswer(202, headers['location'] ?? '', 'Accepted');
}

/** A redirect with the one-line page that Go adds to GETs. */
export function redirectAnswer(status: 202 | 301 | 303, location: string, title: string): Answer {
  const page = location.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&#34;');
  return {
    status,
    headers: { location, 'content-type': 'text/html; charset=utf-8' },
    body: `<a href="${page}">${title}</a>.\n\n`,
  };
}
