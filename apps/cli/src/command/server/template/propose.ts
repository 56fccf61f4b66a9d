import type { ParameterView, TemplateText } from '@glovebox/api'
import { type Command, Option } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { readText } from '../../../remote/read-text.ts'
import { UsageError } from '../../../usage-error.ts'
import { countOf } from '../../count.ts'
import { addVerb, collect } from '../verb.ts'

type ProposeOptions = {
  readonly sql?: string
  readonly sqlFile?: string
  readonly parameter?: readonly string[]
  readonly description?: string
  readonly kind?: 'query' | 'activation'
  readonly reviewers?: number
  readonly newVersion?: boolean
}

/** `glovebox template propose`: a template, or another version of one. */
export function addPropose(noun: Command): void {
  addVerb(noun, 'propose <name>', {
    summary: 'propose a template, or another version of one',
    description:
      'Proposes a template to the owner of every table it reads; it runs once all of them approved it. With --new-version it proposes another text of a template of yours; the version that runs stays until that is approved.',
    examples: [
      'template propose by_city --sql "SELECT city, COUNT(DISTINCT user_id) AS people FROM visits WHERE spent >= :least GROUP BY city" --parameter least=BIGINT:0',
      'template propose by_city --new-version --sql-file by_city.sql',
    ],
  })
    .option('--sql <text>', 'what it asks')
    .option('--sql-file <file>', 'what it asks, from a file; - is standard input')
    .option('--parameter <name=type:default>', 'what a run may choose; the default may be left out; repeat it', collect)
    .option('--description <text>', 'what it is for')
    .addOption(
      new Option('--kind <kind>', 'activation: its result goes to a destination, and to no member').choices([
        'query',
        'activation',
      ]),
    )
    .option('--reviewers <count>', 'how many people of each owner must approve it', countOf)
    .option('--new-version', 'propose another version of a template that is there')
    .action(
      onServer<ProposeOptions, [string]>(async ({ api, client, collaboration, options, show }, name) => {
        const body = await textOf(options)
        const params = { collaboration: (await collaboration()).id }
        const { kind, reviewers } = options
        const isNew = options.newVersion !== true
        if (!isNew && (kind !== undefined || reviewers !== undefined))
          throw new UsageError('--kind and --reviewers are settled when a template is first proposed')
        const template = isNew
          ? await client.call(api.proposeTemplate, {
              params,
              body: {
                name,
                ...body,
                ...(kind === undefined ? {} : { kind }),
                ...(reviewers === undefined ? {} : { reviewers }),
              },
            })
          : await client.call(api.proposeTemplateVersion, { params: { ...params, template: name }, body })
        const { version, status, waitingFor } = template.latest
        const outcome = waitingFor.length === 0 ? `is ${status}` : `waits for ${waitingFor.join(', ')}`
        await show.done(`${template.name}@${version} ${outcome}`, template)
        for (const { code, message } of template.latest.warnings) await show.note(`warning ${code}: ${message}`)
      }),
    )
}

async function textOf({ sql, sqlFile, parameter, description }: ProposeOptions): Promise<TemplateText> {
  if ((sql === undefined) === (sqlFile === undefined)) throw new UsageError('give --sql or --sql-file, one of them')
  return {
    sql: sql ?? (await readText(sqlFile ?? '')),
    ...(parameter === undefined ? {} : { parameters: parameter.map(parameterOf) }),
    ...(description === undefined ? {} : { description }),
  }
}

/** `least=BIGINT:0`. */
export function parameterOf(written: string): ParameterView {
  const [, name, type, given] = /^([^=]+)=([^:]+)(?::([\s\S]*))?$/.exec(written) ?? []
  if (name === undefined || type === undefined) throw new UsageError('--parameter takes name=TYPE or name=TYPE:default')
  return { name, type, ...(given === undefined ? {} : { default: given }) }
}
