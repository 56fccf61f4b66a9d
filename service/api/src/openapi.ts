import type { ProblemCode } from './contract/problem.ts'
import { problems } from './contract/problem.ts'
import { problemShape } from './contract/problem-shape.ts'
import type { AnyRoute } from './contract/route.ts'
import type { JsonSchema, Shape } from './contract/shape.ts'

/** What an OpenAPI document says of the server itself. */
export type ApiAbout = { readonly version: string; readonly url?: string }

/** The OpenAPI 3.1 document of routes. Deterministic: it is a file of the repository, and served as it is. */
export function openApiDocument(routes: readonly AnyRoute[], about: ApiAbout): JsonSchema {
  const components = new Map<string, JsonSchema>()
  const problemSchema = resolved({ $ref: '#/components/schemas/Problem', 'x-shape': problemShape }, components)
  const paths: Record<string, Record<string, JsonSchema>> = {}
  for (const route of routes) {
    paths[route.path] ??= {}
    Object.assign(paths[route.path] ?? {}, {
      [route.method.toLowerCase()]: operationOf(route, components, problemSchema),
    })
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Glovebox',
      version: about.version,
      description: 'A data clean room: organisations analyse their data together and nobody sees anybody’s rows.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: about.url ?? '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    security: [{ apiKey: [] }, { session: [] }],
    paths,
    components: {
      schemas: Object.fromEntries([...components].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of a user or service.' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-glovebox', description: 'What signing in sets.' },
      },
    },
  }
}

type Components = Map<string, JsonSchema>

function operationOf(route: AnyRoute, components: Components, problemSchema: JsonSchema): JsonSchema {
  const parameters = [
    ...parametersOf(route.params, 'path', components),
    ...parametersOf(route.query, 'query', components),
    ...(route.isIdempotent === true
      ? [header('Idempotency-Key', 'The same key and body give the same answer.', 200)]
      : []),
    ...('wait' in ((route.query.schema.properties ?? {}) as object)
      ? [header('Prefer', '`wait=N` is the parameter `wait` (RFC 7240).', 200)]
      : []),
    ...(route.hasEtag === true && route.method !== 'GET'
      ? [header('If-Match', 'The ETag that was read; refused where it has changed since.', 200)]
      : []),
  ]
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    ...(route.access === 'public' ? { security: [] } : {}),
    ...(route.access === 'public' || route.access === 'signed-in' ? {} : { 'x-scope': route.access }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBodyOf(route, components),
    responses: {
      [route.answer.status]: answerOf(route, components),
      ...problemsOf(route, problemSchema),
    },
  }
}

function parametersOf(shape: Shape<object>, place: 'path' | 'query', components: Components): readonly JsonSchema[] {
  const schema = resolved(shape.schema, components) as {
    readonly properties?: Readonly<Record<string, JsonSchema>>
    readonly required?: readonly string[]
  }
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { description, ...rest } = property
    const isRequired = place === 'path' || (schema.required ?? []).includes(name)
    return {
      name,
      in: place,
      required: isRequired,
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }
  })
}

function header(name: string, description: string, maxLength: number): JsonSchema {
  return { name, in: 'header', required: false, description, schema: { type: 'string', minLength: 1, maxLength } }
}

function requestBodyOf(route: AnyRoute, components: Components): JsonSchema {
  if (route.upload !== undefined) {
    const content = route.upload.media.map((media) => [media, { schema: { type: 'string', format: 'binary' } }])
    return { requestBody: { required: true, content: Object.fromEntries(content) } }
  }
  if (route.body === undefined) return {}
  return {
    requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body, components) } } },
  }
}

function answerOf({ answer, hasEtag }: AnyRoute, components: Components): JsonSchema {
  const json = answer.shape === undefined ? [] : [['application/json', { schema: schemaOf(answer.shape, components) }]]
  const other = (answer.media ?? []).map((media) => [media, { schema: { type: 'string' } }])
  const content = Object.fromEntries([...json, ...other])
  return {
    description: descriptions[answer.status],
    ...(hasEtag === true ? { headers: { ETag: { schema: { type: 'string' } } } } : {}),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  }
}

const descriptions = {
  200: 'Done.',
  201: 'Made.',
  202: 'Taken; it will be done.',
  204: 'Done; nothing to tell.',
} as const

/** Problems that every route of its kind can meet. */
export function problemsOfRoute(route: AnyRoute): readonly ProblemCode[] {
  const takesBody = route.body !== undefined || route.upload !== undefined
  const isSignedIn = route.access !== 'public'
  return [
    ...new Set<ProblemCode>([
      ...(isSignedIn ? (['SIGN_IN_REQUIRED', 'SIGN_IN_FAILED'] as const) : []),
      ...(isSignedIn && route.method !== 'GET' ? (['CSRF_REFUSED'] as const) : []),
      ...(isSignedIn && route.access !== 'signed-in' ? (['SCOPE_MISSING'] as const) : []),
      ...(takesBody ? (['BODY_TOO_LARGE', 'BODY_UNREADABLE', 'MEDIA_TYPE_UNSUPPORTED'] as const) : []),
      'BODY_INVALID',
      'NOT_ACCEPTABLE',
      'TOO_MANY_REQUESTS',
      'INTERNAL',
      'UNAVAILABLE',
      ...(route.isIdempotent === true ? (['CONFLICT'] as const) : []),
      ...(route.hasEtag === true && route.method !== 'GET' ? (['VERSION_CONFLICT'] as const) : []),
      ...(route.path.includes('{') ? (['NOT_FOUND'] as const) : []),
      // Who is invited and has not joined, and who changes what was closed.
      ...(route.path.includes('{collaboration}') ? (['CONFLICT'] as const) : []),
      ...route.problems,
    ]),
  ]
}

function problemsOf(route: AnyRoute, schema: JsonSchema): JsonSchema {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of problemsOfRoute(route)) {
    const { status } = problems[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([a], [b]) => a - b)
      .map(([status, codes]) => {
        const description = codes.map((code) => `${code}: ${problems[code].title}.`).join(' ')
        return [status, { description, content: { 'application/problem+json': { schema } } }]
      }),
  )
}

function schemaOf(shape: Shape<unknown>, components: Components): JsonSchema {
  const schema =
    shape.name === undefined ? shape.schema : { $ref: `#/components/schemas/${shape.name}`, 'x-shape': shape }
  return resolved(schema, components)
}

/** A schema in which every named shape is a reference, and every name has its component. */
function resolved(schema: JsonSchema, components: Components): JsonSchema {
  if (typeof schema.$ref === 'string' && schema['x-shape'] !== undefined) {
    const { name = '', schema: own } = schema['x-shape'] as Shape<unknown>
    if (!components.has(name)) {
      components.set(name, {})
      components.set(name, resolved(own, components))
    }
    const { description } = schema
    return { $ref: schema.$ref, ...(description === undefined ? {} : { description }) }
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolvedValue(value, components)]))
}

function resolvedValue(value: unknown, components: Components): unknown {
  if (Array.isArray(value)) return value.map((member) => resolvedValue(member, components))
  return typeof value === 'object' && value !== null ? resolved(value as JsonSchema, components) : value
}
