import type { ApprovalRule } from '@glovebox/api'
import type { Command } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { UsageError } from '../../../usage-error.ts'
import { countOf } from '../../count.ts'
import { addVerb, collect, commaList } from '../verb.ts'

type SetOptions = { readonly from?: readonly string[]; readonly none?: boolean; readonly minimumReviewers?: number }

/** `glovebox template rules` and `set-rules`: which templates an owner approves by itself. */
export function addRules(noun: Command): void {
  addVerb(noun, 'rules', {
    summary: 'show which templates your organisation approves by itself',
    description:
      'Shows which templates your organisation approves by itself, and how many of its people approve one at least.',
    examples: ['template rules', 'template rules --json'],
  }).action(
    onServer(async ({ api, client, collaboration, settings, show }) => {
      const params = { collaboration: (await collaboration()).id }
      const found = await client.call(api.getApprovalRules, { params })
      if (settings.format === 'json') return show.one(found)
      await show.list(
        { items: found.rules },
        { author: ({ author }) => author, tables: ({ tables }) => tables?.join(', ') ?? 'all of yours' },
      )
      await show.note(reviewersText(found))
    }),
  )

  addVerb(noun, 'set-rules', {
    summary: 'say which templates your organisation approves by itself',
    description:
      'Says which templates your organisation approves by itself from here on: those of an author, over all your tables or over some. What was approved stays so until it is withdrawn. With --minimum-reviewers also how many of your people approve a template at least; said alone, the rules stay as they are.',
    examples: [
      'template set-rules --from advertiser=visits,calendar',
      'template set-rules --none',
      'template set-rules --minimum-reviewers 2',
    ],
  })
    .option('--from <author=tables>', 'those of this member, or of ANY; over these tables, or all; repeat it', collect)
    .option('--none', 'approve nothing by itself')
    .option('--minimum-reviewers <count>', 'how many of your people approve a template at least, 1 to 10', countOf)
    .action(
      onServer<SetOptions>(async ({ api, client, collaboration, options, show }) => {
        const { from = [], none, minimumReviewers } = options
        const isSaid = from.length > 0 || none === true
        if ((from.length > 0 && none === true) || (!isSaid && minimumReviewers === undefined))
          throw new UsageError('say --from AUTHOR or --none, or --minimum-reviewers')
        const params = { collaboration: (await collaboration()).id }
        const before = await client.call(api.getApprovalRules, { params })
        const rules = isSaid ? from.map(ruleOf) : before.rules
        const body = { rules, ...(minimumReviewers === undefined ? {} : { minimumReviewers }) }
        const after = await client.call(api.putApprovalRules, { params, body }, { ifMatch: String(before.version) })
        await show.done(`${after.rules.length} rules; ${reviewersText(after)}`, after)
      }),
    )
}

function reviewersText({ minimumReviewers }: { readonly minimumReviewers: number }): string {
  return minimumReviewers === 1 ? 'one person approves a template' : `${minimumReviewers} people approve a template`
}

/** `advertiser=visits,calendar`, or `advertiser`. */
export function ruleOf(written: string): ApprovalRule {
  const at = written.indexOf('=')
  if (at < 0) return { author: written }
  return { author: written.slice(0, at), tables: commaList(written.slice(at + 1)) }
}
