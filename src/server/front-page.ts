import type { FastifyInstance } from 'fastify';
import { version } from '../kernel/version.ts';
import { escapeHtml, htmlPage, PAGE_POLICY } from './html-page.ts';

export interface Link {
  readonly href: string;
  readonly title: string;
}

const OWN_LINKS: readonly Link[] = [
  { href: '/healthz', title: 'whether the process is alive' },
  { href: '/readyz', title: 'whether it can serve now, check by check' },
  { href: '/metrics', title: 'metrics for Prometheus' },
  { href: '/docs/errors', title: 'what each error means, and what to do about it' },
];

const open = { config: { access: 'public' } } as const;

/**
 * `/ui`, a page that says what this is, to which a browser at `/` is sent; `/api` says the same to programs. What else
 * comes to `/` is Heketi's to answer (front.ts).
 *
 * @param addresses gives the URLs that the server listens on; known only after it started
 * @param links further places worth naming
 */
export function addFrontPage(
  app: FastifyInstance,
  { addresses, links }: { readonly addresses: () => readonly string[]; readonly links: readonly Link[] },
): void {
  const all = [...links, ...OWN_LINKS];
  app.get('/', open, async (_request, reply) => reply.header('vary', 'accept').redirect('/ui', 302));
  app.get('/api', open, async () => ({ name: 'hostreeve', version, addresses: addresses(), links: all }));
  app.get('/ui', open, async (_request, reply) =>
    reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(page(addresses(), all)),
  );
}

function page(addresses: readonly string[], links: readonly Link[]): string {
  const items = (lines: readonly string[]): string => lines.map((line) => `    <li>${line}</li>\n`).join('');
  const href = ({ href: to, title }: Link): string =>
    `<a href="${escapeHtml(to)}">${escapeHtml(to)}</a>: ${escapeHtml(title)}`;
  return htmlPage(
    'Hostreeve',
    `  <h1>Hostreeve ${escapeHtml(version)}</h1>
  <p>This server runs the storage, files, jobs, containers and daemons of a fleet of hosts. It listens on:</p>
  <ul>
${items(addresses.map((address) => `<code>${escapeHtml(address)}</code>`))}  </ul>
  <p>Here you find:</p>
  <ul>
${items(links.map(href))}  </ul>`,
  );
}
