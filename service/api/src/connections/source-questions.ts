import type { Cell } from '../answer.ts'
import { described, integer, json, list, object, oneOf, optional, record, type Shape, text } from '../contract/shape.ts'
import { cellShape } from '../runs/answer-shapes.ts'
import { sourceFailure } from './connection-shapes.ts'

/** A source to look at: in the words of the collaboration file. */
export type SourceQuestion = { readonly source: unknown }

export const sourceQuestion: Shape<SourceQuestion> = object<SourceQuestion>(
  {
    source: described(
      json(6),
      'as in the collaboration file, such as `{ s3: s3://bucket/*.parquet, connection: lake }`',
    ),
  },
  { name: 'SourceQuestion' },
)

/** A source whose columns are asked for, and what they would be declared as. */
export type SchemaQuestion = SourceQuestion & { readonly columns?: Readonly<Record<string, string>> }

const source = described(json(6), 'as in the collaboration file, such as `{ file: people.csv }`')

export const schemaQuestion: Shape<SchemaQuestion> = object<SchemaQuestion>(
  {
    source,
    columns: optional(
      described(record(text({ min: 1, max: 1000 }), { max: 1000 }), 'types to declare: what they lose is reported'),
    ),
  },
  { name: 'SchemaQuestion' },
)

/** A source whose first rows are asked for. */
export type PreviewQuestion = SourceQuestion & { readonly rows?: number }

export const previewQuestion: Shape<PreviewQuestion> = object<PreviewQuestion>(
  { source, rows: optional(described(integer({ min: 1, max: 100 }), 'absent: 10')) },
  { name: 'PreviewQuestion' },
)

/** The first rows of a source, for its owner: however they lie there. */
export type SourcePreview = {
  readonly status: 'ok' | 'failed'
  readonly failure?: { readonly kind: string; readonly reason: string }
  readonly columns?: readonly { readonly name: string; readonly type: string }[]
  readonly rows?: readonly (readonly Cell[])[]
  /** Columns that SQL here cannot use. */
  readonly omitted?: readonly string[]
  readonly tookMs: number
}

export const sourcePreview: Shape<SourcePreview> = object<SourcePreview>(
  {
    status: oneOf('ok', 'failed'),
    failure: optional(sourceFailure),
    columns: optional(
      list(
        object<{ readonly name: string; readonly type: string }>({
          name: text({ max: 10_000 }),
          type: text({ max: 100 }),
        }),
        {
          max: 10_000,
        },
      ),
    ),
    rows: optional(list(list(cellShape, { max: 10_000 }), { max: 100 })),
    omitted: optional(list(text({ max: 10_000 }), { max: 10_000 })),
    tookMs: integer({ min: 0 }),
  },
  { name: 'SourcePreview' },
)
