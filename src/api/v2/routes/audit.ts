import { type Static, Type } from 'typebox';
import type { AuditEntry, AuditReport } from '../../../kernel/audit/index.ts';
import { itemPage, keyIn } from '../cursor.ts';
import { errors } from '../errors.ts';
import { rfc3339, timeIn } from '../rfc3339.ts';
import { defineRoute, requireRight } from '../route.ts';
import { pageShape, paging, query, shape, time, wish } from '../shapes/common.ts';

const Entry = shape('AuditEntry', {
  id: Type.Integer(),
  number: Type.Optional(Type.Integer({ description: 'Its place in the chain; absent until it has one.' })),
  at: time('When.'),
  who: Type.String({ description: "A user's id, or a word in brackets." }),
  action: Type.String({ description: 'Such as `volume.create`.' }),
  on: Type.String({ description: 'What it was done to.' }),
  result: Type.String({ description: '`done`, `refused` or `failed`.' }),
  from: Type.String({ description: 'An address, or a word in brackets.' }),
  body: Type.Unknown({ description: 'More about it.' }),
  isSealed: Type.Boolean({ description: 'Whether a change of it would be found.' }),
});
const EntryPage = pageShape(Entry);

const AnchorShape = wish(
  'AuditAnchor',
  { batch: Type.Integer({ minimum: 0 }), mac: Type.String() },
  'Where the record ended once. Kept outside of the store it proves that the record was not cut off or replaced since.',
);

const ReportShape = Type.Union(
  [
    shape('AuditIntact', {
      kind: Type.Literal('intact'),
      sealed: Type.Integer(),
      unsealed: Type.Integer({ description: 'Entries that no seal protects yet.' }),
      anchor: AnchorShape,
    }),
    shape('AuditBroken', {
      kind: Type.Literal('broken'),
      found: Type.Enum(['changed', 'missing', 'reordered', 'inserted', 'cut-off']),
      what: Type.Enum(['entry', 'batch', 'head']),
      number: Type.Integer({ description: 'The first one that is not as it was.' }),
    }),
  ],
  { title: 'AuditReport' },
);

const listAudit = defineRoute({
  id: 'listAudit',
  method: 'GET',
  path: '/audit',
  tag: 'audit',
  summary: 'Read the record of who did what',
  description: 'Newest first. Needs the action everywhere.',
  access: 'audit.read',
  query: query({
    who: Type.Optional(Type.String()),
    action: Type.Optional(Type.String()),
    on: Type.Optional(Type.String()),
    result: Type.Optional(Type.Enum(['done', 'refused', 'failed'])),
    since: Type.Optional(time('From this time on.')),
    until: Type.Optional(time('Before this time.')),
    ...paging,
  }),
  answers: { 200: { description: 'A page of entries.', body: EntryPage } },
  errors: ['CURSOR_INVALID'],
  handle: async (ask) => {
    await requireRight(ask, 'audit.read');
    const { after, since, until, ...filters } = ask.query;
    const { entries, next } = await ask.parts.audit.read({
      ...filters,
      ...(since === undefined ? {} : { sinceMs: timeIn('query', 'since', since) }),
      ...(until === undefined ? {} : { untilMs: timeIn('query', 'until', until) }),
      ...(after === undefined ? {} : { before: numberIn(after) }),
    });
    return itemPage({ items: entries, next: next === undefined ? undefined : String(next) }, showEntry);
  },
});

const verifyAudit = defineRoute({
  id: 'verifyAudit',
  method: 'POST',
  path: '/audit/verify',
  tag: 'audit',
  summary: 'Verify the record',
  description: 'Walks all of it, and tells the first thing that is not as it was sealed. Needs the action everywhere.',
  access: 'audit.read',
  body: wish('AuditVerification', { anchor: Type.Optional(AnchorShape) }),
  answers: { 200: { description: 'What was found.', body: ReportShape } },
  errors: ['AUDIT_KEY_MISSING'],
  handle: async (ask): Promise<AuditReport> => {
    await requireRight(ask, 'audit.read');
    return ask.parts.audit.verify(ask.body.anchor);
  },
});

export const auditRoutes = [listAudit, verifyAudit];

function showEntry({ number, atMs, body, ...entry }: AuditEntry): Static<typeof Entry> {
  return {
    ...entry,
    ...(number === undefined ? {} : { number }),
    at: rfc3339(atMs),
    body: JSON.parse(body) as unknown,
  };
}

function numberIn(after: string): number {
  const key = keyIn(after);
  if (!/^\d{1,15}$/.test(key)) throw errors.CURSOR_INVALID({});
  return Number(key);
}
