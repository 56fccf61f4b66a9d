import type { AnyRoute, JsonSchema, Shape } from '@glovebox/api'

/** Every shape that routes take or answer. */
export function shapesOfRoutes(routes: readonly AnyRoute[]): readonly Shape<unknown>[] {
  return routes.flatMap(({ params, query, body, answer }) => [
    params,
    query,
    ...(body === undefined ? [] : [body]),
    ...(answer.shape === undefined ? [] : [answer.shape]),
  ])
}

/** Names that stand for more than one schema: a document can hold only one of them. */
export function namesTakenTwice(shapes: readonly Shape<unknown>[]): readonly string[] {
  const byName = new Map<string, Set<string>>()
  const seen = new Set<JsonSchema>()
  const look = (value: unknown): void => {
    if (Array.isArray(value)) for (const member of value) look(member)
    else if (isSchema(value)) {
      const named = value['x-shape'] as Shape<unknown> | undefined
      if (named === undefined) for (const member of Object.values(value)) look(member)
      else lookAt(named)
    }
  }
  const lookAt = ({ name, schema }: Shape<unknown>): void => {
    if (name !== undefined) byName.set(name, (byName.get(name) ?? new Set()).add(JSON.stringify(spelled(schema))))
    if (seen.has(schema)) return
    seen.add(schema)
    look(schema)
  }
  for (const shape of shapes) lookAt(shape)
  return [...byName].filter(([, spellings]) => spellings.size > 1).map(([name]) => name)
}

/** A schema in which named shapes are their names. */
function spelled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spelled)
  if (!isSchema(value)) return value
  if ('x-shape' in value) return { $ref: value.$ref }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, spelled(member)]))
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null
}
