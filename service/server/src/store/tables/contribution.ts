/** What members bring to collaborations: tables, templates, budgets, and what was said of them. Lists and objects are JSON. */
export type ContributionTables = {
  /** An organisation's own, whatever collaborations it is used in. */
  readonly configured_tables: {
    readonly id: string
    readonly organisation: string
    readonly name: string
    readonly name_folded: string
    readonly description: string
    /** Everything that its file entry says beside name, owner and access budget. */
    readonly definition: string
    /** The columns found in its source, where somebody looked. */
    readonly found: string | null
    readonly version: number
    readonly created_at: string
    readonly updated_at: string
  }
  /** Every definition a table ever had, without its source. */
  readonly configured_table_versions: {
    readonly configured_table: string
    readonly version: number
    readonly hash: string
    readonly definition: string
    readonly at: string
    readonly by: string
  }
  readonly table_associations: {
    readonly collaboration: string
    readonly name: string
    readonly name_folded: string
    readonly configured_table: string
    readonly organisation: string
    /** Ids of organisations; null: every receiver. */
    readonly receivers: string | null
    /** Names and hashes of the destinations that results may be activated to. */
    readonly destinations: string | null
    readonly access_budget: string | null
    readonly is_paused: number
    readonly version: number
    readonly created_at: string
    readonly updated_at: string
  }
  readonly templates: {
    readonly collaboration: string
    readonly id: string
    readonly name: string
    readonly name_folded: string
    readonly organisation: string
    readonly kind: 'query' | 'activation'
    readonly reviewers: number
    readonly created_at: string
  }
  readonly template_versions: {
    readonly collaboration: string
    readonly template: string
    readonly version: number
    readonly hash: string
    readonly sql: string
    readonly parameters: string
    readonly description: string
    readonly status: 'proposed' | 'approved' | 'rejected' | 'withdrawn'
    /** What a look at it against the collaboration of that day found. */
    readonly validation: string
    /** The tables it reads: name, organisation and configured table of each. */
    readonly tables: string
    readonly by: string
    readonly at: string
  }
  readonly template_reviews: {
    readonly collaboration: string
    readonly template: string
    readonly version: number
    readonly organisation: string
    /** The user or key who said so; of automatic approvals, who made the rule. */
    readonly by: string
    readonly decision: 'approved' | 'rejected' | 'withdrawn'
    readonly is_automatic: number
    readonly comment: string
    readonly at: string
  }
  readonly approval_rules: {
    readonly collaboration: string
    readonly organisation: string
    readonly rules: string
    readonly minimum_reviewers: number
    readonly version: number
    readonly by: string
    readonly updated_at: string
  }
  readonly budget_policies: {
    readonly collaboration: string
    readonly organisation: string
    readonly policy: string
    readonly version: number
    readonly updated_at: string
  }
  /** Over all collaborations of an organisation. */
  readonly data_set_budgets: {
    readonly organisation: string
    readonly policy: string
    readonly version: number
    readonly updated_at: string
  }
  /** Runs that read a table, by the period they fell in. */
  readonly access_counts: {
    readonly collaboration: string
    readonly configured_table: string
    readonly period: string
    readonly used: number
  }
  /** What nobody of an organisation may make of a table again: its owner forbade it. */
  readonly disallowed_definitions: {
    readonly collaboration: string
    readonly configured_table: string
    /** Who defined it. */
    readonly organisation: string
    readonly definition_hash: string
    readonly at: string
  }
  readonly intermediate_tables: {
    readonly collaboration: string
    readonly id: string
    readonly name: string
    readonly name_folded: string
    readonly organisation: string
    readonly definition: string
    readonly status: 'created' | 'populating' | 'ready' | 'failed' | 'disallowed' | 'base-table-removed'
    /** The tables that it is made of and its columns, as of when it was populated. */
    readonly snapshot: string | null
    /** The run whose result it is; the rows are sealed there. */
    readonly run: string | null
    readonly retention_days: number
    readonly created_at: string
    readonly populated_at: string | null
    readonly expires_at: string | null
  }
}
