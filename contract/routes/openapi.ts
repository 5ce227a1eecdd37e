// The OpenAPI 3.1 document, made from the table of routes.
import { z } from 'zod';
import { problemDocument, statusOfCode } from '../errors.ts';
import { event, snapshot, streamMessage } from '../events.ts';
import { actResult, logLine, serverView } from '../server.ts';
import { auditEntry } from './events.ts';
import type { Route } from './route.ts';
import { healthReport, inspection, toolInfo } from './servers.ts';
import { routeList } from './table.ts';

type Json = Record<string, unknown>;

/** Parts that get a name of their own in the document. */
const parts: Record<string, z.ZodType> = {
  Server: serverView,
  Snapshot: snapshot,
  Event: event,
  StreamMessage: streamMessage,
  LogLine: logLine,
  ActResult: actResult,
  HealthReport: healthReport,
  Inspection: inspection,
  Tool: toolInfo,
  AuditEntry: auditEntry,
  Problem: problemDocument,
};
for (const [id, schema] of Object.entries(parts)) z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });

export function openApiDocument(about: { version: string; url: string | null }): Json {
  const components: Json = {};
  const paths: Record<string, Json> = {};
  for (const [operationId, route] of routeList) {
    paths[route.path] ??= {};
    paths[route.path]![route.method.toLowerCase()] = operation(operationId, route, components);
  }
  const problem = schemaOf(problemDocument, 'output', components);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Roundhouse',
      version: about.version,
      description: `Errors are problem documents (RFC 9457) with a stable \`code\`: ${Object.keys(statusOfCode).join(', ')}.`,
    },
    servers: about.url ? [{ url: about.url }] : [],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      schemas: components,
      responses: { problem: { description: 'What went wrong', content: { 'application/problem+json': { schema: problem } } } },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The text of the file `run/token`' },
        session: { type: 'apiKey', in: 'cookie', name: 'roundhouse_PORT', description: 'Set by `GET /login`' },
      },
    },
  };
}

function operation(operationId: string, route: Route, components: Json): Json {
  const parameters = [...parametersOf('path', route.params, components), ...parametersOf('query', route.query, components)];
  const also = Object.fromEntries(
    Object.entries(route.also).map(([status, description]) => [status, answerOf(route, description, components)]),
  );
  return {
    operationId,
    tags: [route.area],
    summary: route.summary,
    ...(route.access === 'token' ? {} : { security: [] }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: bodyOf(route.body, components) } : {}),
    responses: {
      [route.media === 'websocket' ? 101 : route.status]: answerOf(route, route.summary, components),
      ...also,
      default: { $ref: '#/components/responses/problem' },
    },
  };
}

function answerOf(route: Route, description: string, components: Json): Json {
  if (route.status === 303 || route.media === 'websocket') return { description };
  return { description, content: { [route.media]: { schema: schemaOf(route.answer, 'output', components) } } };
}

function bodyOf(body: z.ZodObject, components: Json): Json {
  const required = !body.safeParse({}).success;
  return { required, content: { 'application/json': { schema: schemaOf(body, 'input', components) } } };
}

function parametersOf(where: 'path' | 'query', object: z.ZodObject, components: Json): Json[] {
  const { properties, required } = schemaOf(object, 'input', components) as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties ?? {}).map(([name, { description, ...schema }]) => ({
    name,
    in: where,
    required: where === 'path' || (required ?? []).includes(name),
    ...(description ? { description } : {}),
    schema,
  }));
}

/** Named parts go to the components; what is left refers to them. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const text = JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any', override: io === 'output' ? allowMore : undefined }));
  const { $schema: _, $defs, ...rest } = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as Json & { $defs?: Json };
  for (const [id, part] of Object.entries($defs ?? {})) components[id] ??= part;
  const id = z.globalRegistry.get(schema)?.id;
  if (!id) return rest;
  const { id: _id, ...whole } = rest;
  components[id] ??= whole;
  return { $ref: `#/components/schemas/${id}` };
}

/** Answers may get more keys: a reader that was made from this document must not refuse them. */
function allowMore({ jsonSchema }: { jsonSchema: Json }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}
