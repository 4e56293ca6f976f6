import type { openApi } from './document.js';
import type { Schema } from './schemas.js';

type Document = ReturnType<typeof openApi>;

interface Operation {
  summary: string;
  description?: string;
  tags: readonly string[];
  security?: readonly object[];
  parameters?: readonly { name: string; in: string; description: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
}

/** The document as a page shows it: groups of operations, then the schemas, each with its fields. */
export function docsPage(document: Document) {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      tag: operation.tags[0]!,
      ...operationView(path, method, operation),
    })),
  );
  return {
    description: document.info.description,
    server: document.servers[0].url,
    groups: document.tags.map(({ name, description }) => ({
      name,
      description,
      operations: operations.filter(({ tag }) => tag === name),
    })),
    schemas: Object.entries(document.components.schemas).map(([name, schema]) => ({
      name,
      description: schema.description ?? null,
      fields: fieldsOf(schema),
    })),
  };
}

function operationView(path: string, method: string, operation: Operation) {
  const { summary, description = null, parameters = [], requestBody, responses, security = [] } = operation;
  return {
    path,
    method: method.toUpperCase(),
    id: `${method}${path.replace(/\W+/g, '-')}`,
    summary,
    description,
    key: security.length === 1,
    parameters: parameters.map(({ name, in: place, description: about, schema }) => ({
      name,
      place,
      type: typeOf(schema),
      about,
    })),
    bodies: contentsOf(requestBody?.content),
    responses: Object.entries(responses).map(([status, response]) => ({
      status,
      about: response.description,
      contents: contentsOf(response.content),
    })),
  };
}

const contentsOf = (content: Record<string, { schema: Schema }> = {}) =>
  Object.entries(content).map(([type, { schema }]) => ({
    type,
    schema: schema.$ref?.split('/').at(-1) ?? null,
    about: schema.description ?? null,
    fields: schema.$ref === undefined ? fieldsOf(schema) : [],
  }));

const fieldsOf = ({ properties = {}, required = [] }: Schema) =>
  Object.entries(properties).map(([name, schema]) => ({
    name,
    type: typeOf(schema),
    required: required.includes(name),
    about: schema.description ?? null,
  }));

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1)!;
  if (schema.enum !== undefined) return schema.enum.map(String).join(' | ');
  const items = schema.items === undefined ? 'any' : typeOf(schema.items);
  return [schema.type ?? 'any']
    .flat()
    .map((type) => (type === 'array' ? `${items}[]` : type))
    .join(' | ');
}
