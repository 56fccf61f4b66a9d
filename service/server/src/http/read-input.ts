import type { AnyRoute, Decoded, JsonSchema, Mismatch, RouteInput, Shape } from '@glovebox/api'

/** The input of a route as it comes over HTTP, or where it is not what the route takes. */
export function readInput(
  route: AnyRoute,
  parts: {
    readonly params: Readonly<Record<string, string>>
    readonly query: URLSearchParams
    readonly body: unknown
  },
): Decoded<RouteInput> {
  const params = route.params.decode(typed(parts.params, route.params), '/path')
  const query = readQuery(route, parts.query)
  const body = route.body === undefined ? undefined : route.body.decode(parts.body, '')
  const mismatches = [params, query, ...(body === undefined ? [] : [body])].flatMap((decoded) =>
    decoded.ok ? [] : decoded.mismatches,
  )
  if (mismatches.length > 0 || !params.ok || !query.ok || body?.ok === false) return { ok: false, mismatches }
  return {
    ok: true,
    value: { params: params.value, query: query.value, ...(body === undefined ? {} : { body: body.value }) },
  }
}

function readQuery(route: AnyRoute, query: URLSearchParams): Decoded<object> {
  const twice = [...new Set(query.keys())].filter((key) => query.getAll(key).length > 1)
  if (twice.length > 0) {
    const mismatches = twice.map((): Mismatch => ({ path: '/query', message: 'has a parameter twice' }))
    return { ok: false, mismatches }
  }
  return route.query.decode(typed(Object.fromEntries(query), route.query), '/query')
}

/** Texts of a URL as the types that the shape wants; what cannot be one stays a text, and is refused as such. */
function typed(values: Readonly<Record<string, string>>, shape: Shape<object>): Readonly<Record<string, unknown>> {
  const properties = (shape.schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typedValue(value, Object.hasOwn(properties, key) ? properties[key]?.type : undefined),
    ]),
  )
}

function typedValue(value: string, type: unknown): unknown {
  switch (type) {
    case 'integer':
    case 'number':
      return /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value
    default:
      return value
  }
}
