import { type Client, listSavedAnalyses, readSavedAnalysis, type SavedAnalysis } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import type { Columns } from '../../../output/show.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { everyPage } from '../../../remote/every-page.ts'
import { onServer } from '../../../remote/on-server.ts'
import { pick } from '../../../remote/pick.ts'
import { type AskOptions, askOf, takesAsk } from '../ask-of.ts'
import { addVerb } from '../verb.ts'

const columns: Columns<SavedAnalysis> = {
  name: ({ name }) => name,
  id: ({ id }) => id,
  asks: ({ ask }) => ('template' in ask ? ask.template : ask.sql),
  description: ({ description }) => description,
  changed: ({ updatedAt }) => updatedAt,
}

type SaveOptions = AskOptions & { readonly description?: string }

/** `glovebox analysis …`: analyses that an organisation keeps for itself. */
export function addAnalysis(program: Command): void {
  const noun = addVerb(program, 'analysis', {
    summary: 'keep analyses for your organisation',
    description: 'Keeps analyses for your organisation in a collaboration. No other member sees them.',
    examples: ['analysis save by-city --template by_city', 'analysis run by-city'],
  })

  addVerb(noun, 'list', {
    summary: 'list kept analyses',
    description: 'Lists the analyses that your organisation keeps in a collaboration.',
    examples: ['analysis list'],
  }).action(
    onServer(async ({ api, client, collaboration, show }) => {
      const params = { collaboration: (await collaboration()).id }
      await show.list(await everyPage((query) => client.call(api.listSavedAnalyses, { params, query })), columns)
    }),
  )

  addVerb(noun, 'show <analysis>', {
    summary: 'show a kept analysis',
    description: 'Shows an analysis that your organisation keeps, by name or id.',
    examples: ['analysis show by-city'],
  }).action(
    onServer<object, [string]>(async ({ client, collaboration, show }, named) =>
      show.one(await findAnalysis(client, (await collaboration()).id, named)),
    ),
  )

  takesAsk(
    addVerb(noun, 'save <name>', {
      summary: 'keep an analysis',
      description: 'Keeps an analysis under a name. Whether it may be asked is looked at when it is run.',
      examples: ['analysis save by-city --template by_city --param least=10 --description "for the weekly call"'],
    }),
  )
    .option('--description <text>', 'what it is for')
    .action(
      onServer<SaveOptions, [string]>(async ({ api, client, collaboration, options, show }, name) => {
        const params = { collaboration: (await collaboration()).id }
        const saved = await client.call(api.saveAnalysis, { params, body: draftOf(name, options) })
        await show.done(`${saved.name} is kept as ${saved.id}`, saved)
      }),
    )

  takesAsk(
    addVerb(noun, 'change <analysis>', {
      summary: 'put another in its place',
      description: 'Puts another analysis in the place of a kept one, which keeps its name and id.',
      examples: ['analysis change by-city --sql "SELECT city, COUNT(*) AS n FROM visits GROUP BY city"'],
    }),
  )
    .option('--description <text>', 'what it is for')
    .action(
      onServer<SaveOptions, [string]>(async ({ api, client, collaboration, options, show }, named) => {
        const { id } = await collaboration()
        const before = await findAnalysis(client, id, named)
        const body = draftOf(before.name, { description: before.description, ...options })
        const params = { collaboration: id, analysis: before.id }
        const after = await client.call(api.changeSavedAnalysis, { params, body })
        await show.done(`${after.name} is changed`, after)
      }),
    )

  addVerb(noun, 'run <analysis>', {
    summary: 'submit a kept analysis',
    description: 'Submits a kept analysis and prints its run; glovebox run result fetches what it comes to.',
    examples: ['analysis run by-city', 'analysis run by-city --json'],
  }).action(
    onServer<object, [string]>(async ({ api, client, collaboration, show }, named) => {
      const { id } = await collaboration()
      const { ask, name } = await findAnalysis(client, id, named)
      const { randomUUID } = await import('node:crypto')
      const params = { collaboration: id }
      const run = await client.call(api.submitRun, { params, body: ask }, { idempotencyKey: randomUUID() })
      await show.done(`${name} is ${run.status} as ${run.id}`, run)
    }),
  )

  addVerb(noun, 'remove <analysis>', {
    summary: 'drop a kept analysis',
    description: 'Drops a kept analysis; runs of it stay.',
    examples: ['analysis remove by-city --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<{ readonly yes?: boolean }, [string]>(
        async ({ api, client, collaboration, endWith, options, show }, named) => {
          const { id } = await collaboration()
          const { id: analysis, name } = await findAnalysis(client, id, named)
          if (!(await confirmed(`Drop ${name}?`, options))) return endWith(exitCodes.cancelled)
          await client.call(api.deleteSavedAnalysis, { params: { collaboration: id, analysis } })
          await show.done(`dropped ${name}`)
        },
      ),
    )
}

function draftOf(name: string, options: SaveOptions): import('@glovebox/api').SavedAnalysisDraft {
  const { description } = options
  return { name, ask: askOf(options), ...(description === undefined ? {} : { description }) }
}

async function findAnalysis(client: Client, collaboration: string, named: string): Promise<SavedAnalysis> {
  if (/^sav_[a-z2-7]{26}$/.test(named))
    return await client.call(readSavedAnalysis, { params: { collaboration, analysis: named } })
  const params = { collaboration }
  const { items } = await everyPage((query) => client.call(listSavedAnalyses, { params, query }))
  return pick(items, named, 'analysis')
}
