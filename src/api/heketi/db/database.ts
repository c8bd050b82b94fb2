import { type BlockCredentials, readCatalogue } from '../../../domains/volumes/index.ts';
import { type Answer, jsonTextAnswer } from '../answer.ts';
import type { Call, HeketiApi } from '../parts.ts';
import { asGoPrints } from './as-go-prints.ts';
import { checkInventory } from './check-inventory.ts';
import type { HeketiDocument } from './document.ts';
import { generationOf } from './generation.ts';
import { makeDocument } from './make-document.ts';
import { readPending } from './read-pending.ts';
import { prettyText } from './pretty-text.ts';

/** The database as clients see it: contract heketi-api §6.5. */

/** With the logins of block volumes where the configuration wants them shown, for whoever may see them. */
export async function dumpDatabase(call: Call): Promise<Answer> {
  const { api } = call;
  const logins = api.settings.exposeSecrets ? await loginsFor(call) : undefined;
  return jsonTextAnswer(200, await dumpText(await documentInStore(api, logins)));
}

async function loginsFor(call: Call): Promise<ReadonlyMap<string, BlockCredentials>> {
  const { blockVolumes, volumes } = call.api.volumes;
  const logins = new Map<string, BlockCredentials>();
  for (const [id, project] of await volumes.projectsOf(await blockVolumes.list())) {
    const login = (await call.may('volume.reveal', project)) ? await blockVolumes.credentials(id) : undefined;
    if (login !== undefined) logins.set(id, login);
  }
  return logins;
}

/** In the original it is the raw file; clients save it and do no more. Here it is what the dump has, for an import. */
export async function backUpDatabase({ api }: Call): Promise<Answer> {
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="heketi.db"',
    },
    body: `${await dumpText(await documentInStore(api))}\n`,
  };
}

export async function checkDatabase({ api }: Call): Promise<Answer> {
  const pending = await readPending(api);
  return jsonTextAnswer(200, await prettyText(await checkInventory(api.store, pending)));
}

/** What `heketi db import` takes. */
export async function exportDatabase(parts: Pick<HeketiApi, 'store' | 'newId'>): Promise<string> {
  return dumpText(await documentInStore(parts));
}

function dumpText(document: HeketiDocument): Promise<string> {
  return prettyText(asGoPrints(document));
}

/** What is there now, in the form of Heketi's database. */
export async function documentInStore(
  parts: Pick<HeketiApi, 'store' | 'newId'>,
  logins?: ReadonlyMap<string, BlockCredentials>,
): Promise<HeketiDocument> {
  const pending = await readPending(parts);
  const [catalogue, generation] = await Promise.all([readCatalogue(parts.store), generationOf(parts)]);
  return makeDocument(catalogue, pending, generation, logins);
}
