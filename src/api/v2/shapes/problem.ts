import { Type } from 'typebox';

export const Problem = Type.Object(
  {
    type: Type.String({ description: 'Where the code is explained, as a reference to a page of this server.' }),
    title: Type.String({ description: 'When this code happens; the same each time.' }),
    status: Type.Integer(),
    detail: Type.String({ description: 'What happened this time.' }),
    code: Type.String({ description: 'What a program goes by.' }),
    retry: Type.Enum(['never', 'backoff', 'reread'], {
      description: 'Whether the same request may succeed later, or after reading again.',
    }),
    fields: Type.Record(Type.String(), Type.Unknown(), { description: 'What the sentence tells, as data.' }),
    requestId: Type.Optional(Type.String({ description: 'Finds the request in the log of the server.' })),
  },
  { title: 'Problem', description: 'An error: problem details (RFC 9457).' },
);
