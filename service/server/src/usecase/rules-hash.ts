import type { Collaboration } from '@glovebox/cleanroom'
import { canonicalJson, type Json } from '../log/canonical-json.ts'
import { taggedHash } from '../log/tagged-hash.ts'
import { lastUsed } from './last-used.ts'

/** The hash of all that decided about a run: the rules of the tables it read, their receivers, and the templates. */
export function rulesHash(collaboration: Collaboration, tables: readonly { readonly name: string }[]): string {
  const names = new Set(tables.map(({ name }) => name))
  const known = hashes.get(collaboration) ?? lastUsed<string>(20)
  hashes.set(collaboration, known)
  return known(JSON.stringify([...names].sort()), () => hashOf(collaboration, names))
}

const hashes = new WeakMap<Collaboration, ReturnType<typeof lastUsed<string>>>()

function hashOf(collaboration: Collaboration, names: ReadonlySet<string>): string {
  const rules = {
    tables: collaboration.tables
      .filter(({ name }) => names.has(name))
      .map(({ name, owner, isPublic, rule, privacy, columns, purposes, destinations, minimumIsolation }) => ({
        ...{ name, owner, isPublic, rule, privacy, columns },
        ...(purposes === undefined ? {} : { purposes }),
        ...(destinations === undefined ? {} : { destinations }),
        ...(minimumIsolation === undefined ? {} : { minimumIsolation }),
      })),
    receivers: collaboration.receivers.filter(({ table }) => names.has(table)),
    ...destinationsOf(collaboration),
    templates: collaboration.templates,
  }
  return taggedHash('rules', canonicalJson(withoutPlaces(rules)))
}

/** Files without destinations hash as they did before there were any. */
function destinationsOf({ destinations }: Collaboration): Partial<Pick<Collaboration, 'destinations'>> {
  return destinations.length === 0 ? {} : { destinations }
}

/** Where something stands in the file decides nothing. */
const places = new Set(['at', 'sqlAt', 'sqlPieces', 'places'])

function withoutPlaces(value: unknown): Json {
  if (value === null || value === undefined) return null
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value
    case 'bigint':
      return value.toString()
    case 'object':
      if (Array.isArray(value)) return value.map(withoutPlaces)
      return Object.fromEntries(
        Object.entries(value)
          .filter(([key, member]) => !places.has(key) && member !== undefined)
          .map(([key, member]) => [key, withoutPlaces(member)]),
      )
    default:
      throw new Error(`a ${typeof value} is not part of any rule`)
  }
}
