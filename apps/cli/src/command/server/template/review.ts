import type { ReviewDecision, TemplateView } from '@glovebox/api'
import type { Command } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'
import { templateAt } from './template-at.ts'

type ReviewOptions = { readonly comment?: string; readonly hash?: string; readonly approval?: boolean }

const reviews: readonly (readonly [verb: string, decision: ReviewDecision, summary: string, description: string])[] = [
  [
    'approve',
    'approved',
    'approve a version of a template for your organisation',
    'Approves a version of a template for your organisation. The approval is of that text alone: its hash goes with it.',
  ],
  [
    'reject',
    'rejected',
    'reject a version of a template for your organisation',
    'Rejects a version of a template for your organisation.',
  ],
]

/** `glovebox template approve`, `reject` and `withdraw`. */
export function addReview(noun: Command): void {
  for (const [verb, decision, summary, description] of reviews) {
    addVerb(noun, `${verb} <template[@version]>`, {
      summary,
      description: `${description} Without a version, the newest.`,
      examples: [`template ${verb} by_city@2 --comment "as discussed"`],
    })
      .option('--comment <text>', 'why')
      .option('--hash <sha256>', 'only if the text is the one that has this hash')
      .action(reviewAction(decision))
  }

  addVerb(noun, 'withdraw <template[@version]>', {
    summary: 'withdraw a version of your template, or your approval of another’s',
    description:
      'Withdraws a version of a template that your organisation wrote; of another’s, what your organisation said of it. It runs no more, at once.',
    examples: ['template withdraw by_city', 'template withdraw by_city@2 --approval'],
  })
    .option('--approval', 'take back the approval, also where your organisation wrote it')
    .option('--comment <text>', 'why; for approvals')
    .action(
      onServer<ReviewOptions, [string]>(async (call, named) => {
        const { api, client, collaboration, options, show } = call
        const { id, membership } = await collaboration()
        const { name, version } = templateAt(named)
        const params = { collaboration: id, template: name }
        const template = await client.call(api.getTemplate, { params })
        const path = { ...params, version: version ?? template.latest.version }
        const { comment } = options
        const body = { decision: 'withdrawn', ...(comment === undefined ? {} : { comment }) } as const
        const after =
          template.author === membership.name && options.approval !== true
            ? await client.call(api.withdrawTemplateVersion, { params: path })
            : await client.call(api.reviewTemplateVersion, { params: path, body })
        await show.done(outcome(after, path.version), after)
      }),
    )
}

function reviewAction(decision: ReviewDecision): ReturnType<typeof onServer> {
  return onServer<ReviewOptions, [string]>(async ({ api, client, collaboration, options, show }, named) => {
    const { id } = await collaboration()
    const { name: template, version } = templateAt(named)
    const params = { collaboration: id, template }
    const newest = version ?? (await client.call(api.getTemplate, { params })).latest.version
    const path = { ...params, version: newest }
    const hash = options.hash ?? (await client.call(api.getTemplateVersion, { params: path })).hash
    const { comment } = options
    const body = { decision, hash, ...(comment === undefined ? {} : { comment }) }
    const after = await client.call(api.reviewTemplateVersion, { params: path, body })
    await show.done(outcome(after, newest), after)
  })
}

function outcome({ name, current, latest }: TemplateView, version: number): string {
  if (version !== latest.version)
    return `${name}@${version} ${current === version ? 'runs' : 'does not run'}; the newest version is ${latest.version}`
  const waits = latest.waitingFor.length === 0 ? '' : `, and waits for ${latest.waitingFor.join(', ')}`
  return `${name}@${version} is ${latest.status}${waits}`
}
