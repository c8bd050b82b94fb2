import type { DocumentExamples, Example, Request } from '../example.ts';

const refused = (shows: string, method: string, path: string, json?: unknown): Example => ({
  shows,
  steps: [{ method, path, ...(json === undefined ? {} : { json }), status: 501, text: SENTENCE } satisfies Request],
});
const SENTENCE = / by this version\n$/;

/** What the documents promise and this version does not do yet. It says so, and changes nothing. */
export const notYet: DocumentExamples = {
  document: 'not there yet',
  examples: [refused('heketi-cli server state examine gluster', 'GET', '/internal/state/examine/gluster')],
};
