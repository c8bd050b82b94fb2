import type { DocumentExamples, Example, Request } from '../example.ts';

const refused = (shows: string, method: string, path: string, json?: unknown): Example => ({
  shows,
  steps: [{ method, path, ...(json === undefined ? {} : { json }), status: 501, text: SENTENCE } satisfies Request],
});
const SENTENCE = / by this version\n$/;

/** What the documents promise and this version does not do yet. It says so, and changes nothing. */
export const notYet: DocumentExamples = {
  document: 'not there yet',
  examples: [
    refused('heketi-cli volume set-block-restriction', 'POST', '/volumes/{demoVolume}/block-restriction', {
      restriction: 'locked',
    }),
    refused('heketi-cli volume create --block', 'POST', '/volumes', { size: 100, block: true }),
    refused('heketi-cli blockvolume create', 'POST', '/blockvolumes', { size: 1 }),
    refused('heketi-cli blockvolume list', 'GET', '/blockvolumes'),
    refused('heketi-cli blockvolume info', 'GET', '/blockvolumes/00ff'),
    refused('heketi-cli blockvolume expand', 'POST', '/blockvolumes/00ff/expand', { new_size: 2 }),
    refused('heketi-cli blockvolume delete', 'DELETE', '/blockvolumes/00ff'),
    refused('heketi-cli server state examine gluster', 'GET', '/internal/state/examine/gluster'),
  ],
};
