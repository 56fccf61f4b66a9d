import type { Scope } from '@glovebox/api'
import type { FoundColumn } from '../../state/pins.ts'
import type { Contribution, ContributionWorld, Contributor } from '../contribution-world.ts'
import type { Membership } from '../membership.ts'

/** How a file is applied. */
export type ApplyOptions = {
  /** Answers what would change, and changes nothing. */
  readonly dryRun?: boolean
  /** Removes what the file does not name. */
  readonly prune?: boolean
  readonly ifMatch?: string | undefined
  readonly scopes: ReadonlySet<Scope>
}

/** What is in the sources of tables, by their names; nothing where a file is not there yet. */
export type Described = ReadonlyMap<string, readonly FoundColumn[] | undefined>

/** What applying a file stands on. */
export type Applying = {
  readonly world: ContributionWorld
  readonly contribution: Contribution
  readonly who: Contributor
  readonly member: Membership
  readonly described: Described
  readonly options: ApplyOptions
}
