import type { Command } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'

/** `glovebox export`: a collaboration as a file. */
export function addExport(program: Command): void {
  addVerb(program, 'export', {
    summary: 'write a collaboration of a server as a file',
    description:
      'Writes a collaboration of a server as one collaboration file, as your organisation may see it: where others’ rows are is withheld.',
    examples: ['export > collaboration.yaml', 'export --collaboration measurement -o collaboration.yaml'],
  })
    .option('-o, --output <file>', 'where to write it; standard output where it is absent')
    .action(
      onServer<{ readonly output?: string }>(async ({ api, client, collaboration, options, settings, show }) => {
        const params = { collaboration: (await collaboration()).id }
        const view = await client.call(api.getDocument, { params })
        if (settings.format === 'json') return show.one(view)
        if (options.output === undefined) {
          const { writeAll } = await import('../../../output/write.ts')
          return writeAll(process.stdout, [view.text])
        }
        const { writeFile } = await import('node:fs/promises')
        await writeFile(options.output, view.text)
        await show.note(`wrote ${options.output}, revision ${view.revision}`)
      }),
    )
}
