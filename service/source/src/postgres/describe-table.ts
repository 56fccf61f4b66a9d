import type { Client } from 'pg'
import type { SourceColumn } from '../port/table-source.ts'
import { type ColumnReading, columnReading } from './column-type.ts'

/** A table or view of PostgreSQL as its user sees it. */
export type FoundTable = {
  /** Schema and name, quoted. */
  readonly sql: string
  readonly oid: string
  readonly columns: readonly FoundColumn[]
  readonly bytes?: number
  readonly rows?: number
  readonly advice: readonly string[]
}

export type FoundColumn = { readonly column: SourceColumn; readonly sql: string; readonly reading?: ColumnReading }

/** Names as they are stored: nothing is folded to lower case. Without a schema, `public`. */
export function nameOf(path: string): readonly [schema: string, table: string] {
  const dot = path.indexOf('.')
  return dot < 0 ? ['public', path] : [path.slice(0, dot), path.slice(dot + 1)]
}

/** Looks a table up, with the columns that the user may read; undefined where there is none. */
export async function describeTable(client: Client, path: string): Promise<FoundTable | undefined> {
  const [schema, table] = nameOf(path)
  const { rows: relations } = await client.query<{
    readonly oid: string
    readonly bytes: string | null
    readonly rows: number
    readonly is_super: boolean
    readonly may_write: boolean
    readonly is_filtered: boolean
  }>({
    text: `SELECT c.oid::text AS oid, c.reltuples::float8 AS rows,
             CASE WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid)::text END AS bytes,
             has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') AS may_write,
             row_security_active(c.oid) AS is_filtered,
             (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user) AS is_super
           FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`,
    values: [schema, table],
  })
  const [relation] = relations
  if (relation === undefined) return undefined
  const { rows: attributes } = await client.query<{
    readonly name: string
    readonly type: string
    readonly spelled: string
    readonly modifier: number
    readonly nullable: boolean
  }>({
    text: `WITH RECURSIVE base AS (
             SELECT a.attnum, t.oid AS type, t.typbasetype AS inner_type, a.atttypmod AS modifier, t.typtypmod AS inner_modifier
             FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
             WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
           UNION ALL
             SELECT b.attnum, t.oid, t.typbasetype, b.inner_modifier, t.typtypmod
             FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.inner_type WHERE b.inner_type <> 0)
           SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS spelled, NOT a.attnotnull AS nullable,
             CASE t.typtype WHEN 'e' THEN 'enum' ELSE t.typname END AS type, b.modifier
           FROM base b JOIN pg_catalog.pg_attribute a ON a.attrelid = $1::oid AND a.attnum = b.attnum
             JOIN pg_catalog.pg_type t ON t.oid = b.type
           WHERE b.inner_type = 0 AND has_column_privilege($1::oid, a.attnum, 'SELECT') ORDER BY a.attnum`,
    values: [relation.oid],
  })
  const { rows: quoted } = await client.query<{ readonly name: string; readonly columns: readonly string[] | null }>({
    text: `SELECT format('%I.%I', $1::text, $2::text) AS name,
             (SELECT array_agg(quote_ident(c) ORDER BY at) FROM unnest($3::text[]) WITH ORDINALITY AS u(c, at)) AS columns`,
    values: [schema, table, attributes.map(({ name }) => name)],
  })
  return {
    oid: relation.oid,
    sql: quoted[0]?.name ?? '',
    advice: [
      ...(relation.is_super ? ['the user is a superuser: give one that may read what you share and nothing else'] : []),
      ...(relation.may_write && !relation.is_super
        ? ['the user may change the table, and reading does not need that']
        : []),
      ...(relation.is_filtered ? ['row security hides some rows of the table from the user'] : []),
    ],
    columns: attributes.map((attribute, index) => foundColumn(attribute, quoted[0]?.columns?.[index] ?? '')),
    ...(relation.bytes === null ? {} : { bytes: Number(relation.bytes) }),
    ...(relation.rows < 0 ? {} : { rows: relation.rows }),
  }
}

function foundColumn(
  attribute: { name: string; type: string; spelled: string; modifier: number; nullable: boolean },
  sql: string,
): FoundColumn {
  const reading = columnReading(attribute.type, attribute.modifier)
  const { name, spelled: sourceType, nullable: isNullable } = attribute
  if (reading === undefined) return { column: { name, sourceType, isNullable }, sql }
  return { column: { name, sourceType, isNullable, type: reading.type }, sql, reading }
}
