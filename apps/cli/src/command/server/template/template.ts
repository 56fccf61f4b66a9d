import type { TemplateVersionView, TemplateView } from '@glovebox/api'
import type { Command } from 'commander'
import type { Columns } from '../../../output/show.ts'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'
import { addDiff } from './diff.ts'
import { addPropose } from './propose.ts'
import { addReview } from './review.ts'
import { addRules } from './rules.ts'
import { templateAt } from './template-at.ts'

const columns: Columns<TemplateView> = {
  name: ({ name }) => name,
  author: ({ author }) => author,
  runs: ({ current }) => (current === undefined ? 'no version' : `version ${current}`),
  newest: ({ latest }) => `${latest.version} ${latest.status}`,
  'waits for': ({ latest }) => latest.waitingFor.join(', '),
  tables: ({ latest }) => latest.tables.join(', '),
}

/** `glovebox template …`: questions that owners approve before anybody asks them. */
export function addTemplate(program: Command): void {
  const noun = addVerb(program, 'template', {
    summary: 'propose templates, compare their versions and decide on them',
    description:
      'Proposes templates to the owners of the tables they read, compares their versions and decides on them.',
    examples: ['template list', 'template propose by_city --sql-file by_city.sql', 'template approve by_city@2'],
  })

  addVerb(noun, 'list', {
    summary: 'list the templates of a collaboration',
    description: 'Lists the templates of a collaboration, which version of each runs, and whom the newest waits for.',
    examples: ['template list', 'template list --json'],
  }).action(
    onServer(async ({ api, client, collaboration, show }) => {
      const params = { collaboration: (await collaboration()).id }
      await show.list(await client.call(api.listTemplates, { params }), columns)
    }),
  )

  addVerb(noun, 'show <template[@version]>', {
    summary: 'show a template',
    description: 'Shows a template: its SQL and parameters, and what the owners said. Without a version, the newest.',
    examples: ['template show by_city', 'template show by_city@1'],
  }).action(
    onServer<object, [string]>(async ({ api, client, collaboration, show }, named) => {
      const { id } = await collaboration()
      const { name: template, version } = templateAt(named)
      if (version === undefined) {
        const found = await client.call(api.getTemplate, { params: { collaboration: id, template } })
        const { name, author, kind, current, reviewers, latest } = found
        return show.one(found, { name, author, kind, current, reviewers, ...versionFields(latest) })
      }
      const params = { collaboration: id, template, version }
      const found = await client.call(api.getTemplateVersion, { params })
      await show.one(found, { name: template, ...versionFields(found) })
    }),
  )

  for (const add of [addPropose, addDiff, addReview, addRules]) add(noun)
}

function versionFields(version: TemplateVersionView): Readonly<Record<string, unknown>> {
  const { sql, parameters, warnings, reviews, ...rest } = version
  return {
    ...rest,
    parameters,
    reviews: reviews.map(({ comment, ...review }) => (comment === '' ? review : { ...review, comment })),
    warnings: warnings.map(({ code, message }) => `${code}: ${message}`),
    sql,
  }
}
