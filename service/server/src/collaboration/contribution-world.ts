import type { OwnSources } from '../connections/own-sources.ts'
import type { Troubles } from '../connections/troubles.ts'
import type { Engine } from '../port/engine.ts'
import type { Principal } from '../principal.ts'
import type { ServerWorld } from '../server-world.ts'
import type { Db } from '../store/store.ts'
import type { Afterwards, Ending } from './hooks.ts'
import type { Outcome } from './outcome.ts'

/** What the use cases of tables, templates and budgets stand on. */
export type ContributionWorld = ServerWorld & {
  /** Reads the types of sources. */
  readonly engine: () => Promise<Engine>
  readonly contributionHooks: ContributionHooks
  readonly sources: OwnSources
  /** What was wrong with sources of late. */
  readonly troubles: Troubles
}

/** A table that is not, or no longer, what it was in a collaboration. */
export type StoppedTable = {
  readonly collaboration: string
  /** Its name there. */
  readonly table: string
  /** `changed`: its rule or source is another; what runs may end, what is cached may not be used. */
  readonly why: 'paused' | 'revoked' | 'changed'
}

/** A template of which no version, or another one, may run. */
export type StoppedTemplate = { readonly collaboration: string; readonly template: string }

/**
 * What other areas do at once when a table or template stops: each runs in the transaction of the act, may run again
 * from its start, and says what is left to do when everything is kept.
 */
export type ContributionHooks = {
  readonly onTableStopped: readonly ((tx: Db, stopped: StoppedTable) => Promise<Ending>)[]
  readonly onTemplateStopped: readonly ((tx: Db, stopped: StoppedTemplate) => Promise<Ending>)[]
}

/** Nobody does anything. */
export const noContributionHooks: ContributionHooks = { onTableStopped: [], onTemplateStopped: [] }

/** The hooks of several areas, in their order. */
export function joinContributionHooks(...all: readonly ContributionHooks[]): ContributionHooks {
  return {
    onTableStopped: all.flatMap(({ onTableStopped }) => onTableStopped),
    onTemplateStopped: all.flatMap(({ onTemplateStopped }) => onTemplateStopped),
  }
}

/** Who does something: an organisation, through one of its people or keys. */
export type Contributor = {
  readonly organisation: string
  /** The id of the user, or of the key where there is none. */
  readonly by: string
  /** Absent for a service key. */
  readonly user?: string
  /** What its own organisation calls it. */
  readonly name: string
}

/** Who a request speaks for, as tables and templates keep it. */
export function contributorOf({ organisation, user, name, via }: Principal): Contributor {
  const by = user ?? (via.kind === 'key' ? via.key : via.session)
  return { organisation, by, name, ...(user === undefined ? {} : { user }) }
}

/** A transaction with what is left to do once it is kept. */
export type Contribution = {
  readonly tx: Db
  readonly at: string
  readonly then: (ending: Ending) => void
}

/** Runs work in a lane; what it leaves to do is done when everything is kept. Work refuses before it writes. */
export async function contribute<T>(
  world: ContributionWorld,
  lane: string,
  work: (contribution: Contribution) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const { outcome, afterwards } = await world.store.transaction(lane, async (tx) => {
    const left: Afterwards[] = []
    const then = ({ afterwards: one }: Ending): void => {
      if (one !== undefined) left.push(one)
    }
    return { outcome: await work({ tx, at: world.clock().toISOString(), then }), afterwards: left }
  })
  for (const afterward of afterwards) await afterward()
  return outcome
}

/** Lets every other area do what a stopped table asks for. */
export async function stopTable(
  world: ContributionWorld,
  { tx, then }: Contribution,
  stopped: StoppedTable,
): Promise<void> {
  for (const hook of world.contributionHooks.onTableStopped) then(await hook(tx, stopped))
}

/** Lets every other area do what a stopped template asks for. */
export async function stopTemplate(
  world: ContributionWorld,
  { tx, then }: Contribution,
  stopped: StoppedTemplate,
): Promise<void> {
  for (const hook of world.contributionHooks.onTemplateStopped) then(await hook(tx, stopped))
}
