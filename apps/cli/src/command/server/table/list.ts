import type { AssociationView, TableView } from '@glovebox/api'
import type { Command } from 'commander'
import type { Columns } from '../../../output/show.ts'
import { everyPage } from '../../../remote/every-page.ts'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'

type ListOptions = { readonly associated?: boolean }

const ownColumns: Columns<TableView> = {
  name: ({ name }) => name,
  id: ({ id }) => id,
  version: ({ version }) => version,
  rule: ({ rule }) => ruleKind(rule),
  columns: ({ schema }) => schema?.length,
  'used in': ({ collaborations }) => collaborations.map(({ name }) => name).join(', '),
}

const associatedColumns: Columns<AssociationView> = {
  name: ({ name }) => name,
  owner: ({ owner }) => owner,
  status: ({ status }) => status,
  rule: ({ rule, public: isPublic }) => (isPublic ? 'public' : ruleKind(rule)),
  ready: ({ readiness }) => readiness.direct.status === 'ready',
  because: ({ readiness }) => readiness.direct.reasons.map(({ code }) => code).join(', '),
  columns: ({ columns }) => columns?.length,
}

/** `glovebox table list`, `show` and `versions`. */
export function addList(noun: Command): void {
  addVerb(noun, 'list', {
    summary: 'list your tables, or those of a collaboration',
    description:
      'Lists the tables that your organisation configured; with --associated the tables of a collaboration, and why they cannot be asked where they cannot.',
    examples: ['table list', 'table list --associated --collaboration measurement'],
  })
    .option('--associated', 'the tables of the collaboration, whoever owns them')
    .action(
      onServer<ListOptions>(async ({ api, client, collaboration, options, show }) => {
        if (options.associated !== true)
          return show.list(await everyPage((query) => client.call(api.listTables, { query })), ownColumns)
        const params = { collaboration: (await collaboration()).id }
        await show.list(await client.call(api.listAssociations, { params }), associatedColumns)
      }),
    )

  addVerb(noun, 'show <table>', {
    summary: 'show one of your tables, or one of a collaboration',
    description:
      'Shows a table that your organisation configured; with --associated a table of a collaboration as every member sees it.',
    examples: ['table show people', 'table show impressions --associated'],
  })
    .option('--associated', 'a table of the collaboration, whoever owns it')
    .action(
      onServer<ListOptions, [string]>(async ({ api, client, collaboration, options, show }, name) => {
        const { findTable } = await import('./find-table.ts')
        if (options.associated !== true) return show.one(await findTable(client, name))
        const params = { collaboration: (await collaboration()).id, name }
        await show.one(await client.call(api.getAssociation, { params }))
      }),
    )

  addVerb(noun, 'versions <table>', {
    summary: 'list what a table of yours said before',
    description: 'Lists what a table of yours said before: who changed it when, newest first.',
    examples: ['table versions people', 'table versions people --json'],
  }).action(
    onServer<object, [string]>(async ({ api, client, show }, named) => {
      const { findTable } = await import('./find-table.ts')
      const { id: table } = await findTable(client, named)
      await show.list(await client.call(api.listTableVersions, { params: { table } }), {
        version: ({ version }) => version,
        at: ({ at }) => at,
        by: ({ by }) => by,
        rule: ({ rule }) => ruleKind(rule),
        hash: ({ hash }) => hash,
      })
    }),
  )
}

/** `custom`, of `{ custom: … }`. */
function ruleKind(rule: unknown): string {
  if (typeof rule !== 'object' || rule === null) return 'none'
  const [kind = 'none'] = Object.keys(rule)
  return kind
}
