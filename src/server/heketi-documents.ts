import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { printedHeketiDocument } from '../api/heketi/index.ts';
import { errors } from '../api/http/index.ts';
import { installationFolder } from '../kernel/installation-folder.ts';
import { version } from '../kernel/version.ts';

const open = { config: { access: 'public' } } as const;

/** swagger-ui sets styles of its own and has its icons as data; everything else comes from here. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; connect-src 'self'";

const DOCS = join(installationFolder, 'docs/api');
/** A release brings these files along (deploy/pack.ts); a clone has them from npm. */
const SWAGGER_UI = [join(DOCS, 'swagger-ui'), join(installationFolder, 'node_modules/swagger-ui-dist')];

/**
 * `/docs/heketi/`: the document of Heketi's API, and the page that shows it, under the names that Heketi gave them. They
 * load nothing from elsewhere.
 */
export function addHeketiDocuments(app: FastifyInstance): void {
  let document: string | undefined;
  app.get('/docs/heketi', open, async (_request, reply) => reply.redirect('/docs/heketi/latest.html', 302));
  app.get('/docs/heketi/', open, async (_request, reply) => reply.redirect('/docs/heketi/latest.html', 302));
  app.get('/docs/heketi/swagger.yml', open, async (_request, reply) => {
    document ??= printedHeketiDocument(version);
    return reply.type('application/yaml; charset=utf-8').send(document);
  });
  const addFile = (name: string, type: string, folders: readonly string[], file = name): void => {
    app.get(`/docs/heketi/${name}`, open, async (_request, reply) =>
      sendFile(
        reply.type(type),
        folders.map((folder) => join(folder, file)),
        `/docs/heketi/${name}`,
      ),
    );
  };
  addFile('latest.html', 'text/html; charset=utf-8', [DOCS]);
  addFile('latest.js', 'text/javascript; charset=utf-8', [DOCS]);
  addFile('swagger-ui/swagger-ui.css', 'text/css; charset=utf-8', SWAGGER_UI, 'swagger-ui.css');
  addFile('swagger-ui/swagger-ui-bundle.js', 'text/javascript; charset=utf-8', SWAGGER_UI, 'swagger-ui-bundle.js');
}

/** @throws NOT_FOUND_PATH where no folder has it: a clone without the packages for development */
async function sendFile(reply: FastifyReply, places: readonly string[], path: string): Promise<FastifyReply> {
  for (const place of places) {
    const found = await stat(place).catch(() => undefined);
    if (found === undefined) continue;
    return reply
      .header('content-security-policy', POLICY)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'max-age=3600')
      .header('content-length', found.size)
      .send(createReadStream(place));
  }
  throw errors.NOT_FOUND_PATH({ method: 'GET', path });
}
