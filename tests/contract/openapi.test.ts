import { describe, expect, test } from 'vitest';
import { openApiDocument } from '../../contract/routes/openapi.ts';
import { routeList } from '../../contract/routes/table.ts';

type Json = Record<string, unknown>;
const document = openApiDocument({ version: '1.2.3', url: 'http://127.0.0.1:4747' }) as Json & {
  paths: Record<string, Record<string, Json & { parameters?: { name: string; in: string }[]; responses: Json }>>;
  components: Record<string, Record<string, Json>>;
};

describe('the OpenAPI document', () => {
  test('has what 3.1 asks for', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'Roundhouse', version: '1.2.3' });
    expect(document.servers).toEqual([{ url: 'http://127.0.0.1:4747' }]);
    expect(Object.keys(document.components)).toEqual(['schemas', 'responses', 'securitySchemes']);
  });

  test.each(routeList.map(([name, route]) => [name, route] as const))('has %s', (name, route) => {
    const operation = document.paths[route.path]![route.method.toLowerCase()]!;
    expect(operation.operationId).toBe(name);
    expect(operation.summary).toBeTruthy();
    expect(Object.keys(operation.responses).length).toBeGreaterThanOrEqual(2);
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect((operation.parameters ?? []).filter((given) => given.in === 'path').map((given) => given.name)).toEqual(inPath);
    expect((operation.parameters ?? []).filter((given) => given.in === 'query').map((given) => given.name)).toEqual(
      Object.keys(route.query.shape),
    );
    expect(operation.security === undefined).toBe(route.access === 'token');
    expect('requestBody' in operation).toBe(route.body !== null);
  });

  test('refers only to what it holds, and describes what it takes', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]!);
    expect(references.length).toBeGreaterThan(20);
    for (const reference of references) {
      expect(reference).toMatch(/^#\/components\//);
      const found = reference
        .slice(2)
        .split('/')
        .reduce<unknown>((at, key) => (at as Json | undefined)?.[key], document);
      expect(found, reference).toBeTypeOf('object');
    }
    expect(text).not.toContain('$defs');
    expect(document.components.schemas).toHaveProperty('Server.properties.pid.description', 'the launched command itself');
    const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((operation) => operation.operationId));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
