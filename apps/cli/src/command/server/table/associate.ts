import type { AccessBudgetView, Destination } from '@glovebox/api'
import type { Command } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { UsageError } from '../../../usage-error.ts'
import { addVerb, collect, commaList } from '../verb.ts'

type AssociateOptions = {
  readonly name?: string
  readonly receivers?: string
  readonly destinations?: string
  readonly limit?: readonly string[]
}

/** `glovebox table associate` and `glovebox table restrict`. */
export function addAssociate(noun: Command): void {
  addVerb(noun, 'associate <table>', {
    summary: 'bring a table of yours into a collaboration',
    description: 'Brings a table of yours into a collaboration, where every member sees its name, columns and rule.',
    examples: [
      'table associate people --collaboration measurement',
      'table associate people --name audience --receivers advertiser --limit 10/day --limit 100/lifetime',
    ],
  })
    .option('--name <name>', 'what SQL there calls it')
    .option('--receivers <list>', 'the members who may get results that read it; every receiver where it is absent')
    .option('--limit <runs/period>', 'how often it may be read: 10/day, week, month or lifetime; repeat it', collect)
    .action(
      onServer<AssociateOptions, [string]>(async ({ api, client, collaboration, options, show }, named) => {
        const { findTable } = await import('./find-table.ts')
        const { name, receivers, limit } = options
        const accessBudget = limit?.map(accessBudgetOf)
        const { id: table } = await findTable(client, named)
        const { id, name: where } = await collaboration()
        const association = await client.call(api.associateTable, {
          params: { collaboration: id },
          body: {
            table,
            ...(name === undefined ? {} : { name }),
            ...(receivers === undefined ? {} : { receivers: commaList(receivers) }),
            ...(accessBudget === undefined ? {} : { accessBudget }),
          },
        })
        await show.done(`${association.name} is in ${where}`, association)
        const said = [...association.readiness.direct.reasons, ...(association.warnings ?? [])]
        for (const { message, help } of said) await show.note(`  ${message}: ${help}`)
      }),
    )

  addVerb(noun, 'restrict <name>', {
    summary: 'say who gets results of a table, where they go, and how often it is read',
    description:
      'Says who gets results of a table of yours in a collaboration, which destinations they may be activated to, and how often it may be read. `none` takes a restriction away; of destinations it takes all of them away.',
    examples: [
      'table restrict audience --receivers advertiser',
      'table restrict audience --limit none',
      'table restrict audience --destinations crm',
    ],
  })
    .option('--receivers <list>', 'the members who may get results that read it, or none')
    .option('--destinations <list>', 'where its results may be activated to, as these are now, or none')
    .option('--limit <runs/period>', 'how often it may be read, or none; repeat it', collect)
    .action(
      onServer<AssociateOptions, [string]>(async ({ api, client, collaboration, options, show }, name) => {
        const { receivers, destinations, limit } = options
        if (receivers === undefined && destinations === undefined && limit === undefined)
          throw new UsageError('say --receivers, --destinations or --limit')
        const { id } = await collaboration()
        const allowed: Destination[] = []
        for (const one of destinations === undefined || destinations === 'none' ? [] : commaList(destinations))
          allowed.push(await client.call(api.readDestination, { params: { collaboration: id, name: one } }))
        const association = await client.call(api.updateAssociation, {
          params: { collaboration: id, name },
          body: {
            ...(destinations === undefined
              ? {}
              : { destinations: allowed.map((one) => ({ name: one.name, hash: one.hash })) }),
            ...(receivers === undefined ? {} : { receivers: receivers === 'none' ? null : commaList(receivers) }),
            ...(limit === undefined ? {} : { accessBudget: limit.includes('none') ? null : limit.map(accessBudgetOf) }),
          },
        })
        await show.done(`${association.name} is restricted so`, association)
        for (const { name: to, owner, url } of allowed) await show.note(`  results may go to ${to} of ${owner}: ${url}`)
      }),
    )
}

/** `10/day`. */
export function accessBudgetOf(written: string): AccessBudgetView {
  const [, runs, per] = /^([1-9]\d{0,6})\/(day|week|month|lifetime)$/.exec(written) ?? []
  if (runs === undefined || per === undefined)
    throw new UsageError('--limit takes a number of runs and a period: 10/day, 10/week, 10/month or 10/lifetime')
  return { runs: Number(runs), per: per as AccessBudgetView['per'] }
}
