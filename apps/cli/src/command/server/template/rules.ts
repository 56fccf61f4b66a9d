import type { ApprovalRule } from '@glovebox/api'
import type { Command } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { UsageError } from '../../../usage-error.ts'
import { addVerb, collect, commaList } from '../verb.ts'

type SetOptions = { readonly from?: readonly string[]; readonly none?: boolean }

/** `glovebox template rules` and `set-rules`: which templates an owner approves by itself. */
export function addRules(noun: Command): void {
  addVerb(noun, 'rules', {
    summary: 'show which templates your organisation approves by itself',
    description: 'Shows which templates your organisation approves by itself.',
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
    }),
  )

  addVerb(noun, 'set-rules', {
    summary: 'say which templates your organisation approves by itself',
    description:
      'Says which templates your organisation approves by itself from here on: those of an author, over all your tables or over some. What was approved stays so until it is withdrawn.',
    examples: ['template set-rules --from advertiser=visits,calendar', 'template set-rules --none'],
  })
    .option('--from <author=tables>', 'those of this member, or of ANY; over these tables, or all; repeat it', collect)
    .option('--none', 'approve nothing by itself')
    .action(
      onServer<SetOptions>(async ({ api, client, collaboration, options, show }) => {
        const { from = [], none } = options
        if ((from.length === 0) === (none !== true)) throw new UsageError('say --from AUTHOR, or --none')
        const params = { collaboration: (await collaboration()).id }
        const after = await client.call(api.putApprovalRules, { params, body: { rules: from.map(ruleOf) } })
        await show.done(`${after.rules.length} rules`, after)
      }),
    )
}

/** `advertiser=visits,calendar`, or `advertiser`. */
export function ruleOf(written: string): ApprovalRule {
  const at = written.indexOf('=')
  if (at < 0) return { author: written }
  return { author: written.slice(0, at), tables: commaList(written.slice(at + 1)) }
}
