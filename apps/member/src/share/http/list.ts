import type { GrantedTable } from '../access/granted.ts'
import { sameName } from '../config/names.ts'
import { page } from './paging.ts'
import { json, type Reply, refusal } from './reply.ts'
import type { Caller, ShareWorld } from './share-world.ts'

/** What a recipient is not granted is not there. */
export const notThere: Reply = refusal(404, 'RESOURCE_DOES_NOT_EXIST', 'there is no such share, schema or table')

/** Answers the calls that list; nothing where a path is none of them. */
export function list(
  path: readonly string[],
  query: URLSearchParams,
  caller: Caller,
  { key }: ShareWorld,
): Reply | undefined {
  const [shares, share, schemas, schema, tables, ...more] = path
  if (shares !== 'shares' || more.length > 0) return undefined
  const what = JSON.stringify([caller.recipient.name, ...path.map((part) => part.toLowerCase())])
  if (share === undefined)
    return page(
      namesOf(caller.tables, 'share').map((name) => ({ name })),
      query,
      what,
      key,
    )
  const inShare = caller.tables.filter(({ table }) => sameName(table.share, share))
  const name = inShare[0]?.table.share
  if (schemas !== undefined && schemas !== 'schemas' && schemas !== 'all-tables') return undefined
  if (name === undefined) return notThere
  if (schemas === undefined) return json({ share: { name } })
  if (schemas === 'all-tables') return schema === undefined ? page(inShare.map(itemOf), query, what, key) : undefined
  if (schema === undefined)
    return page(
      namesOf(inShare, 'schema').map((one) => ({ name: one, share: name })),
      query,
      what,
      key,
    )
  if (tables !== 'tables') return undefined
  const inSchema = inShare.filter(({ table }) => sameName(table.schema, schema))
  return inSchema.length === 0 ? notThere : page(inSchema.map(itemOf), query, what, key)
}

function namesOf(tables: readonly GrantedTable[], part: 'share' | 'schema'): readonly string[] {
  const names = new Map(tables.map(({ table }) => [table[part].toLowerCase(), table[part]]))
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name)
}

function itemOf({ table: { share, schema, table, id } }: GrantedTable): object {
  return { name: table, schema, share, id, accessModes: ['url'] }
}
