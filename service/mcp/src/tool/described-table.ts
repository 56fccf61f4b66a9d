import {
  type AssociationView,
  type ColumnView,
  columnShape,
  flag,
  json,
  list,
  object,
  oneOf,
  optional,
  type Readiness,
  readinessShape,
  type Shape,
  text,
} from '@glovebox/api'
import { rulesInWords } from '../text/rules-in-words.ts'

/** A table as one has to know it to ask it. */
export type DescribedTable = {
  readonly name: string
  readonly owner: string
  readonly status: 'active' | 'paused'
  readonly columns?: readonly ColumnView[]
  /** What the rule says, one sentence each. */
  readonly rules: readonly string[]
  readonly rule?: unknown
  readonly privacy?: unknown
  readonly isPublic: boolean
  readonly purposes?: readonly string[]
  readonly receivers?: readonly string[]
  readonly readiness: Readiness
}

export const describedTable: Shape<DescribedTable> = object<DescribedTable>({
  name: text(),
  owner: text(),
  status: oneOf('active', 'paused'),
  columns: optional(list(columnShape, { max: 2000 })),
  rules: list(text()),
  rule: optional(json()),
  privacy: optional(json()),
  isPublic: flag,
  purposes: optional(list(text())),
  receivers: optional(list(text())),
  readiness: readinessShape,
})

/** Describes a table. */
export function describeTable(found: AssociationView): DescribedTable {
  const { name, owner, status, columns, rule, privacy, purposes, receivers, readiness } = found
  return {
    name,
    owner,
    status,
    ...(columns === undefined ? {} : { columns }),
    rules: rulesInWords(found),
    ...(rule === undefined ? {} : { rule }),
    ...(privacy === undefined ? {} : { privacy }),
    isPublic: found.public,
    ...(purposes === undefined ? {} : { purposes }),
    ...(receivers === undefined ? {} : { receivers }),
    readiness: readiness.direct,
  }
}
