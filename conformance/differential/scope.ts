import type { SqlType } from '@glovebox/sql'
import type { Source } from './source.ts'

/** The kinds of types that expressions are made for. */
export type Kind = Exclude<SqlType['kind'], 'interval' | 'null'>

export const kinds: readonly Kind[] = ['integer', 'text', 'double', 'date', 'decimal', 'boolean', 'timestamp']

/** A column that may be named, as it is written. */
export type Visible = { readonly sql: string; readonly kind: Kind }

/** What an expression may be made of where it stands. */
export type Scope = {
  readonly source: Source
  readonly columns: readonly Visible[]
  /** How many levels an expression may still grow. */
  readonly depth: number
  /** Expressions that may stand here as a whole: aggregates or window calls. */
  readonly calls?: (kind: Kind) => string | undefined
  /** A subquery that gives one column of the kind; absent where none may stand. */
  readonly subquery?: (kind: Kind, rows: 'one' | 'any') => string
}

/** The scope one level deeper. */
export function deeper(scope: Scope): Scope {
  return { ...scope, depth: scope.depth - 1 }
}

/** A name in quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
