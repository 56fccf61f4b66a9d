import { moment } from '../collaboration/fields.ts'
import { type Nothing, nothing, type Page, type PageQuery, page, pageQuery } from '../contract/page.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import { described, flag, integer, json, list, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { description, hash, idOf, name } from './fields.ts'

/** What a configured table says of itself, in the words of the collaboration file. */
export type TableDefinitionView = {
  readonly source: unknown
  readonly columns?: unknown
  readonly rule?: unknown
  readonly privacy?: unknown
  readonly public?: boolean
  readonly purposes?: readonly string[]
  readonly size?: DeclaredSize
  readonly minimumIsolation?: 'sandbox' | 'process'
}

/** How large its owner says a table is. */
export type DeclaredSize = 'small' | 'medium' | 'large' | 'very-large'

/** Declared, never measured: a count would tell of rows. */
export const declaredSize: Shape<DeclaredSize> = described(
  oneOf('small', 'medium', 'large', 'very-large'),
  'how large its owner says it is, in rows: up to 1e6, 1e8, 1e10, or above; public, and only for prices',
)

/** What runs that read a table need at least. */
export const leastIsolation: Shape<'sandbox' | 'process'> = described(
  oneOf('sandbox', 'process'),
  'how well runs that read it are kept apart from the machine, at least; they are refused where they are not',
)

const purposes = list(name, { min: 1, max: 50 })

/** The words of a table in the collaboration file; what is in them is looked at as the file's would be. */
const definitionFields = {
  source: described(
    json(),
    '`{ file: path }` in your own folder; `format: csv | parquet | json` where the ending does not say',
  ),
  columns: optional(
    described(json(), 'the allowed columns: a list of names, or names with types; all of them where it is absent'),
  ),
  rule: optional(
    described(
      json(),
      '`{ aggregation | list | custom: … }`, as AWS Clean Rooms writes its policy. Providers are ids of organisations, or names of members wherever the table is used. Templates need no mention: they run once you approve them.',
    ),
  ),
  privacy: optional(described(json(), 'public facts that differential privacy is computed from')),
  public: optional(flag),
  purposes: optional(purposes),
  size: optional(declaredSize),
  minimumIsolation: optional(leastIsolation),
}

export type NewTable = TableDefinitionView & { readonly name: string; readonly description?: string }
const newTable: Shape<NewTable> = object<NewTable>(
  { name, description: optional(description), ...definitionFields },
  { name: 'NewTable' },
)

/** A change of some of a table's words; null takes a word away. */
export type TablePatch = {
  readonly name?: string
  readonly description?: string
  readonly source?: unknown
  readonly columns?: unknown
  readonly rule?: unknown
  readonly privacy?: unknown
  readonly public?: unknown
  readonly purposes?: unknown
  readonly size?: unknown
  readonly minimumIsolation?: unknown
}
const patched = (shape: Shape<unknown>) => ({ optional: described(shape, 'null takes it away') })
const tablePatch: Shape<TablePatch> = object<TablePatch>(
  {
    name: optional(name),
    description: optional(description),
    source: { optional: json() },
    columns: patched(json()),
    rule: patched(json()),
    privacy: patched(json()),
    public: patched(json()),
    purposes: patched(json()),
    size: patched(json()),
    minimumIsolation: patched(json()),
  } as Parameters<typeof object<TablePatch>>[0],
  { name: 'TablePatch' },
)

export type ColumnView = { readonly name: string; readonly type: string }
export const columnShape: Shape<ColumnView> = object<ColumnView>(
  { name: text({ max: 500 }), type: text({ max: 500 }) },
  { name: 'Column' },
)

/** A table of one's own organisation. */
export type TableView = NewTable & {
  readonly id: string
  readonly description: string
  /** Grows with every change; also the ETag. */
  readonly version: number
  /** The allowed columns and their types; absent until somebody looked into the source. */
  readonly schema?: readonly ColumnView[]
  /** Where it is used, as far as collaborations are open. */
  readonly collaborations: readonly { readonly id: string; readonly name: string }[]
  readonly createdAt: string
  readonly updatedAt: string
}
const use: Shape<TableView['collaborations'][number]> = object<TableView['collaborations'][number]>({
  id: text({ max: 64 }),
  name,
})
export const tableShape: Shape<TableView> = object<TableView>(
  {
    id: idOf('tbl'),
    name,
    description,
    ...definitionFields,
    version: integer({ min: 1 }),
    schema: optional(list(columnShape, { max: 2000 })),
    collaborations: list(use, { max: 1000 }),
    createdAt: moment,
    updatedAt: moment,
  },
  { name: 'Table' },
)

/** What a table said from a moment on. */
export type TableVersionView = {
  readonly version: number
  /** SHA-256 of the canonical JSON of everything that decides what may be asked. */
  readonly hash: string
  readonly at: string
  /** Who of your organisation changed it. */
  readonly by: string
  readonly rule?: unknown
  readonly privacy?: unknown
  readonly columns?: unknown
  readonly public?: boolean
  readonly purposes?: readonly string[]
  readonly size?: DeclaredSize
  readonly minimumIsolation?: 'sandbox' | 'process'
}
const tableVersion: Shape<TableVersionView> = object<TableVersionView>(
  {
    version: integer({ min: 1 }),
    hash,
    at: moment,
    by: text({ max: 500 }),
    rule: optional(json()),
    privacy: optional(json()),
    columns: optional(json()),
    public: optional(flag),
    purposes: optional(purposes),
    size: optional(declaredSize),
    minimumIsolation: optional(leastIsolation),
  },
  { name: 'TableVersion' },
)

export type TableParams = { readonly table: string }
const tableParams: Shape<TableParams> = object<TableParams>({ table: idOf('tbl') })
type OneTable = { readonly params: TableParams; readonly query: Nothing }
type Tables = { readonly params: Nothing; readonly query: Nothing }

const about = { tag: 'tables', query: nothing } as const

export const createTable: Route<Tables & { readonly body: NewTable }, TableView> = {
  ...about,
  id: 'createTable',
  method: 'POST',
  path: '/v1/tables',
  summary: 'configure a table: where it is, what of it may be used, and under which rule',
  description:
    'Nobody sees it until you associate it with a collaboration. Types are read from the file where it is there already.',
  access: 'tables:write',
  params: nothing,
  body: newTable,
  answer: { status: 201, shape: tableShape },
  problems: ['CONFLICT', 'REFUSED'],
  hasEtag: true,
}

export const listTables: Route<{ readonly params: Nothing; readonly query: PageQuery }, Page<TableView>> = {
  id: 'listTables',
  method: 'GET',
  path: '/v1/tables',
  tag: 'tables',
  summary: "list your organisation's configured tables",
  access: 'tables:read',
  params: nothing,
  query: pageQuery,
  answer: { status: 200, shape: page(tableShape) },
  problems: [],
}

export const getTable: Route<OneTable, TableView> = {
  ...about,
  id: 'getTable',
  method: 'GET',
  path: '/v1/tables/{table}',
  summary: 'read a configured table',
  access: 'tables:read',
  params: tableParams,
  answer: { status: 200, shape: tableShape },
  problems: ['NOT_FOUND'],
  hasEtag: true,
}

export const updateTable: Route<OneTable & { readonly body: TablePatch }, TableView> = {
  ...about,
  id: 'updateTable',
  method: 'PATCH',
  path: '/v1/tables/{table}',
  summary: 'change a configured table',
  description:
    'Holds at once in every collaboration that it is in. Refused where the table could not stand in one of them.',
  access: 'tables:write',
  params: tableParams,
  body: tablePatch,
  answer: { status: 200, shape: tableShape },
  problems: ['NOT_FOUND', 'CONFLICT', 'REFUSED', 'VERSION_CONFLICT'],
  hasEtag: true,
}

export const deleteTable: Route<OneTable, never> = {
  ...about,
  id: 'deleteTable',
  method: 'DELETE',
  path: '/v1/tables/{table}',
  summary: 'forget a configured table that is in no collaboration',
  access: 'tables:write',
  params: tableParams,
  answer: { status: 204 },
  problems: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
  hasEtag: true,
}

export const readTableSchema: Route<OneTable, TableView> = {
  ...about,
  id: 'readTableSchema',
  method: 'POST',
  path: '/v1/tables/{table}/schema',
  summary: "read the columns and types of the table's source afresh",
  description: 'Types only, never rows. From then on they decide what SQL means, until you ask again.',
  access: 'tables:write',
  params: tableParams,
  answer: { status: 200, shape: tableShape },
  problems: ['NOT_FOUND', 'CONFLICT', 'REFUSED'],
  hasEtag: true,
}

export type TableVersionList = { readonly items: readonly TableVersionView[] }

export const listTableVersions: Route<OneTable, TableVersionList> = {
  ...about,
  id: 'listTableVersions',
  method: 'GET',
  path: '/v1/tables/{table}/versions',
  summary: 'list what a table said before, newest first',
  access: 'tables:read',
  params: tableParams,
  answer: {
    status: 200,
    shape: object<TableVersionList>({ items: list(tableVersion, { max: 1000 }) }, { name: 'TableVersionList' }),
  },
  problems: ['NOT_FOUND'],
}

export const tableRoutes: readonly AnyRoute[] = [
  createTable,
  listTables,
  getTable,
  updateTable,
  deleteTable,
  readTableSchema,
  listTableVersions,
]
