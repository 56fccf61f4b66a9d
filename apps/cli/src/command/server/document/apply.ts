import type { Client, DocumentPlan } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { onServer } from '../../../remote/on-server.ts'
import { readCollaborationFile } from '../../../remote/read-collaboration-file.ts'
import { readText } from '../../../remote/read-text.ts'
import { addVerb } from '../verb.ts'

type ApplyOptions = {
  readonly file?: string
  readonly dryRun?: boolean
  readonly prune?: boolean
  readonly upload?: boolean
  readonly yes?: boolean
}

/** `glovebox apply`: brings one's own part of a collaboration to what a file says. */
export function addApply(program: Command): void {
  addVerb(program, 'apply', {
    summary: 'bring your part of a collaboration on a server to what a file says',
    description:
      'Compares a collaboration file with the collaboration on a server, shows what would change of yours and what it loosens, and makes it so: tables, budget, receivers, templates you wrote, approvals you give. What others own is left alone.',
    examples: ['apply --dry-run', 'apply -f collaboration.yaml --collaboration measurement', 'apply --upload --yes'],
  })
    .option('--dry-run', 'show what would change, and change nothing')
    .option('--prune', 'also remove what is yours and the file does not name')
    .option('--upload', 'first upload the files that your tables name as their sources')
    .option('--yes', 'do not ask')
    .action(
      onServer<ApplyOptions>(async ({ api, client, collaboration, endWith, options, settings, show }) => {
        const [{ printDiagnostics, printJson, printLines }, { planLines, summaryOf }] = await Promise.all([
          import('../../../output/print.ts'),
          import('./plan-lines.ts'),
        ])
        const file = settings.file
        const text = await readText(file)
        const document = await readCollaborationFile(file, settings)
        const { id, name, membership } = await collaboration()
        const params = { collaboration: id }
        const prune = options.prune === true
        if (options.upload === true && options.dryRun !== true) {
          const { uploadSources } = await import('./upload-sources.ts')
          await uploadSources(client, { file, document, owner: membership.name, say: show.note })
        }
        const plan = await client.call(api.applyDocument, { params, query: { dryRun: true, prune }, body: { text } })
        const isJson = settings.format === 'json'
        if (!isJson || options.dryRun === true) {
          if (isJson) await printJson(plan)
          else await printLines(planLines(plan, settings.out))
        }
        if (plan.diagnostics.length > 0)
          await printDiagnostics({ diagnostics: plan.diagnostics, text }, settings.err, file)
        await show.note(summaryOf(plan, name))
        if (options.dryRun === true) return undefined
        if (plan.changes.length === 0) return isJson ? printJson(plan) : undefined
        if (!(await confirmed(`Apply this to ${name}?`, options))) return endWith(exitCodes.cancelled)
        const applied = await applyPlan(client, { collaboration: id, plan, prune, text })
        await show.done(`applied; ${name} has revision ${applied.revision}`, applied)
      }),
    )
}

/** Applies what was shown, and nothing where the collaboration has changed since. */
async function applyPlan(
  client: Client,
  what: {
    readonly collaboration: string
    readonly plan: DocumentPlan
    readonly prune: boolean
    readonly text: string
  },
): Promise<DocumentPlan> {
  const { applyDocument } = await import('@glovebox/api')
  const { collaboration, plan, prune, text } = what
  return await client.call(
    applyDocument,
    { params: { collaboration }, query: { prune }, body: { text } },
    { ifMatch: String(plan.revision) },
  )
}
