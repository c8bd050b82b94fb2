import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    request: { type: 'string', short: 'X' },
    header: { type: 'string', short: 'H', multiple: true, default: [] },
    data: { type: 'string', short: 'd' },
    silent: { type: 'boolean', short: 's' },
  },
});
const [url = ''] = positionals;
const { data } = values;
const method = values.request ?? (data === undefined ? 'GET' : 'POST');
const headers = new Headers(
  values.header.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  }),
);
const answer = await fetch(url, { method, headers, ...(data === undefined ? {} : { body: data }) });
process.stdout.write(await answer.text());
