import type { Span } from '@glovebox/diagnostics'
import type { SqlType } from '@glovebox/sql'
import type { AnalysisRule } from './analysis-rule.ts'
import type { AnalysisTemplate } from './analysis-template.ts'
import type { Destination } from './destination.ts'
import type { IsolationLevel } from './isolation-level.ts'
import type { PrivacyBudget, PrivacyDeclaration } from './privacy.ts'
import type { TableSize } from './table-size.ts'

/** The room its members share. Spans are places in the collaboration file. */
export type Collaboration = {
  readonly name: string
  readonly members: readonly Member[]
  readonly tables: readonly TableAssociation[]
  readonly budgets: readonly PrivacyBudget[]
  /** By table: the members who may get results that read it. A table that is not listed restricts nothing. */
  readonly receivers: readonly { readonly table: string; readonly members: readonly string[] }[]
  readonly destinations: readonly Destination[]
  readonly templates: readonly AnalysisTemplate[]
}

/** What a member may do. */
export type Ability = 'query' | 'receive' | 'contribute' | 'train' | 'pay' | 'activate'

/** An organisation in the collaboration. Every member may contribute, whether or not it is listed. */
export type Member = { readonly name: string; readonly abilities: readonly Ability[]; readonly at: Span }

/** A configured table under the name used in SQL. */
export type TableAssociation = {
  readonly name: string
  readonly owner: string
  readonly source: Source
  readonly columns: ColumnsDeclaration
  /** Absent: the table cannot be queried, unless it is public. */
  readonly rule?: AnalysisRule
  readonly privacy?: PrivacyDeclaration
  /** Anyone in the collaboration may read it; no rule. */
  readonly isPublic: boolean
  /** How often runs may read it. */
  readonly accessBudgets?: readonly AccessBudget[]
  /** The destinations that its results may be activated to; nowhere where it is absent. */
  readonly destinations?: readonly string[]
  /** What it may be analysed for; an ask then names one of them. Absent: anything. */
  readonly purposes?: readonly string[]
  /** How large its owner says it is; nothing depends on it but what a server charges for runs. */
  readonly size?: TableSize
  /** How well runs that read it are kept apart, at least; they are refused where a machine does not. */
  readonly minimumIsolation?: IsolationLevel
  readonly at: Span
}

/** A stretch of time over which the runs that read a table are counted. */
export type AccessPeriod = 'day' | 'week' | 'month' | 'lifetime'

/** How many runs may read a table in a period; every run that reads it costs one. */
export type AccessBudget = {
  readonly per: AccessPeriod
  readonly runs: number
  /** Whether the next period begins with as many again; otherwise the runs of all periods are counted together. */
  readonly isRefreshed: boolean
  readonly at: Span
}

/**
 * Where the data is. `path` is what the source is called where it is shown: a path or a glob, relative to the
 * collaboration file, an address, or a name; never a secret. `connection` names one of the owner's connections, which
 * holds the credentials; without it what is read is open to everybody.
 */
export type Source = { readonly path: string; readonly at: Span } & (
  | { readonly kind: 'file'; readonly format: FileFormat }
  | {
      readonly kind: 's3' | 'https'
      readonly format: FileFormat
      readonly isPartitioned: boolean
      readonly connection?: string
    }
  | { readonly kind: 'iceberg' | 'delta'; readonly connection?: string }
  | { readonly kind: 'glue' | 'delta-sharing' | 'postgres'; readonly connection: string }
)

/** The kinds of places that data may be in. */
export type SourceKind = Source['kind']

/** How a file is written. */
export type FileFormat = 'csv' | 'parquet' | 'json'

/** Allowed columns: all of the source's, some by name, or some with pinned types. */
export type ColumnsDeclaration =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'names'
      readonly names: readonly string[]
      /** Where each of them stands, in the order of `names`. */
      readonly places?: readonly Span[]
      readonly at: Span
    }
  | { readonly kind: 'typed'; readonly columns: readonly DeclaredColumn[]; readonly at: Span }

/** `declared` is the type as written (`INTEGER`); `type` what it is in the middle. */
export type DeclaredColumn = {
  readonly name: string
  readonly declared: string
  readonly type: SqlType
  readonly at: Span
}
