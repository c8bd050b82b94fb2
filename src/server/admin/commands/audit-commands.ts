import { Type } from 'typebox';
import { readAudit, verifyAudit } from '../../../kernel/audit/index.ts';
import { defineCommand } from '../command.ts';
import { fields, limit, text, timeMs } from '../fields.ts';

/** The commands about who did what. */
export const auditCommands = {
  'audit.list': defineCommand({
    input: fields({
      who: Type.Optional(text),
      action: Type.Optional(text),
      on: Type.Optional(text),
      result: Type.Optional(text),
      sinceMs: Type.Optional(timeMs),
      untilMs: Type.Optional(timeMs),
      before: Type.Optional(Type.Integer()),
      limit: Type.Optional(limit),
    }),
    run: async ({ store }, query) => readAudit(store, query),
  }),
  'audit.verify': defineCommand({
    input: fields({ anchor: Type.Optional(fields({ batch: Type.Integer({ minimum: 0 }), mac: text })) }),
    run: async ({ store, auditKey }, { anchor }) =>
      verifyAudit({ store, key: await auditKey(), ...(anchor === undefined ? {} : { anchor }) }),
  }),
};
