import type { Command } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { UsageError } from '../../../usage-error.ts'
import { countOf } from '../../count.ts'
import { addVerb } from '../verb.ts'
import { templateAt } from './template-at.ts'

const signs = { same: ' ', removed: '-', added: '+' } as const

/** `glovebox template diff`. */
export function addDiff(noun: Command): void {
  addVerb(noun, 'diff <template[@version]>', {
    summary: 'compare a version of a template with an earlier one',
    description:
      'Compares a version of a template with an earlier one, line by line; the newest with the one before it.',
    examples: ['template diff by_city', 'template diff by_city@3 --against 1'],
  })
    .option('--against <version>', 'the version to compare with', countOf)
    .action(
      onServer<{ readonly against?: number }, [string]>(
        async ({ api, client, collaboration, options, settings, show }, named) => {
          const { id } = await collaboration()
          const { name: template, version } = templateAt(named)
          const params = { collaboration: id, template }
          const newest = version ?? (await client.call(api.getTemplate, { params })).latest.version
          const query = options.against === undefined ? {} : { against: options.against }
          const diff = await client.call(api.diffTemplateVersion, { params: { ...params, version: newest }, query })
          if (settings.format === 'json') return show.one(diff)
          if (settings.format === 'csv') throw new UsageError('a comparison is no table: print it as text or JSON')
          const [{ printLines }, { showLine }] = await Promise.all([
            import('../../../output/print.ts'),
            import('@glovebox/diagnostics'),
          ])
          const paint = { same: (text: string) => text, removed: settings.out.red, added: settings.out.green } as const
          await printLines(diff.lines.map(({ kind, text }) => paint[kind](`${signs[kind]} ${showLine(text)}`)))
        },
      ),
    )
}
