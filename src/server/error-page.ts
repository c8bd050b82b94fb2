import type { FastifyInstance } from 'fastify';
import { type CatalogueEntry, errorCatalogue, type Retry } from '../kernel/errors.ts';
import { escapeHtml, htmlPage, PAGE_POLICY } from './html-page.ts';

const AGAIN: Readonly<Record<Retry, string>> = {
  never: 'The same request will fail again.',
  backoff: 'The same request may succeed later.',
  reread: 'Read again, then decide.',
};

/** `/docs/errors`: what problem details lead to by their `type`, with an anchor for each code. */
export function addErrorPage(app: FastifyInstance): void {
  app.get('/docs/errors', { config: { access: 'public' } }, async (_request, reply) =>
    reply
      .header('content-security-policy', PAGE_POLICY)
      .type('text/html; charset=utf-8')
      .send(htmlPage('Errors of Hostreeve', `  <h1>Errors</h1>\n${errorCatalogue().map(section).join('')}`)),
  );
}

function section({ code, status, retry, when, remedy }: CatalogueEntry): string {
  // Backticks are for Markdown, which docs/errors.md is made in.
  const shown = (text: string): string => escapeHtml(text).replaceAll(/`([^`]*)`/g, '<code>$1</code>');
  return `  <h2 id="${code}">${code}</h2>
  <p>${shown(when)}</p>
  <p>${shown(remedy)} Status ${status}. ${AGAIN[retry]}</p>
`;
}
