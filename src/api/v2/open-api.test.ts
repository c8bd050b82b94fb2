import { describe, expect, it } from 'vitest';
import { actions } from '../../kernel/identity/index.ts';
import { allRoutes, printedDocument, v2Document } from './all-routes.ts';
import { Problem } from './shapes/problem.ts';
import { aV2Server } from './testing/a-v2-server.ts';

type Json = Readonly<Record<string, unknown>>;

interface Operation extends Json {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Json }[];
  readonly responses: Readonly<Record<string, Json & { readonly description: string }>>;
  readonly security?: readonly Json[];
}

interface Document extends Json {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<'schemas' | 'responses', Readonly<Record<string, Json>>>>;
}

const document = v2Document('1.2.3') as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

describe('the OpenAPI document', () => {
  it('is the one that the server gives to anybody', async () => {
    const { ask } = await aV2Server();
    const answer = await ask('GET /openapi.json', { token: '' });
    expect(answer.body).toEqual(JSON.parse(JSON.stringify(document)));
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(document.openapi).toBe('3.1.0');
  });

  it('is printed once', () => {
    const text = printedDocument('1.2.3');
    expect(JSON.parse(text.toString())).toEqual(JSON.parse(JSON.stringify(document)));
    expect(printedDocument('1.2.3')).toBe(text);
  });

  it('has every route, and says of each what it is, who may call it and what it answers', () => {
    expect(operations.length).toBe(allRoutes.length);
    const tags = new Set(document.tags.map(({ name }) => name));
    for (const { operation } of operations) {
      const { operationId, summary, description, tags: own, responses } = operation;
      expect(operationId).toMatch(/^[a-z][A-Za-z]+$/);
      expect([operationId, summary]).toEqual([operationId, expect.stringMatching(/^[A-Z].*[^.]$/)]);
      expect([operationId, description]).toEqual([operationId, expect.stringMatching(/^[A-Z].*\.$/s)]);
      for (const tag of own) expect(tags).toContain(tag);
      const action = operation['x-action'];
      if (action !== undefined) expect(Object.keys(actions)).toContain(action);
      const statuses = Object.keys(responses).map(Number);
      expect(statuses.some((status) => status >= 200 && status < 300)).toBe(true);
      if (operation.security === undefined) expect(statuses).toContain(401);
      if (action !== undefined) expect(statuses).toContain(403);
    }
  });

  it('names every parameter of a path, and refers to nothing that is not there', () => {
    for (const { path, operation } of operations) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(operation.parameters.filter((each) => each.in === 'path').map(({ name }) => name)).toEqual(names);
    }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to);
    expect(references.length).toBeGreaterThan(50);
    for (const to of references) {
      const [, , kind = '', name = ''] = to.split('/');
      expect(document.components[kind as 'schemas' | 'responses'][name], to).toBeTypeOf('object');
    }
  });

  it('has every property of every schema', () => {
    const look = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      const { title, properties } = value as { readonly title?: unknown; readonly properties?: object };
      if (typeof title === 'string' && properties !== undefined) {
        const told = document.components.schemas[title]?.['properties'];
        expect([title, Object.keys(told ?? {})]).toEqual([title, Object.keys(properties)]);
      }
      for (const part of Object.values(value)) look(part);
    };
    for (const { query, body, answers } of allRoutes)
      look([query, body, Object.values(answers).map((each) => each.body), Problem]);
  });

  it('gives two different schemas two names', () => {
    const found = new Map<string, string>();
    const look = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      const { title } = value as { readonly title?: unknown };
      if (typeof title === 'string') {
        const text = JSON.stringify(value);
        expect(found.get(title) ?? text, title).toBe(text);
        found.set(title, text);
      }
      for (const part of Object.values(value)) look(part);
    };
    for (const { query, body, answers } of allRoutes)
      look([query, body, Object.values(answers).map((each) => each.body)]);
    expect(found.size).toBe(Object.keys(document.components.schemas).length - 1);
  });
});
