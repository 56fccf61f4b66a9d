import type { FileView } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import type { Columns } from '../../../output/show.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'

const columns: Columns<FileView> = {
  path: ({ path }) => path,
  bytes: ({ bytes }) => bytes,
  modified: ({ modifiedAt }) => modifiedAt,
}

/** `glovebox file …`: the files of one's own organisation on the server. */
export function addFile(program: Command): void {
  const noun = addVerb(program, 'file', {
    summary: 'upload, list or delete your organisation’s files on the server',
    description:
      'Uploads, lists and deletes files of your organisation on the server. No other organisation can name them.',
    examples: ['file put people.csv', 'file list'],
  })

  addVerb(noun, 'put <file> [path]', {
    summary: 'upload a file',
    description:
      'Uploads a file: CSV, Parquet or JSON. It is named as it is here, or as the path says; a file of that name is replaced in one step.',
    examples: ['file put people.csv', 'file put exports/2026-11.parquet sales/2026-11.parquet'],
  }).action(
    onServer<object, [string, string | undefined]>(async ({ client, show }, file, path) => {
      const [{ uploadFile }, { basename }] = await Promise.all([
        import('../../../remote/upload-file.ts'),
        import('node:path'),
      ])
      const view = await uploadFile(client, file, path ?? basename(file))
      await show.done(`${view.path}: ${view.bytes} bytes`, view)
    }),
  )

  addVerb(noun, 'list', {
    summary: 'list your files',
    description: 'Lists the files of your organisation on the server.',
    examples: ['file list', 'file list --format csv'],
  }).action(
    onServer(async ({ api, client, show }) => {
      const files = await client.call(api.listFiles, {})
      await show.list(files, columns)
      await show.note(`${files.usedBytes} of ${files.quotaBytes} bytes are used`)
      if (!files.isComplete) await show.note('there are more')
    }),
  )

  addVerb(noun, 'remove <path>', {
    summary: 'delete a file',
    description: 'Deletes a file of your organisation on the server.',
    examples: ['file remove sales/2026-11.parquet --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<{ readonly yes?: boolean }, [string]>(async ({ api, client, endWith, options, show }, path) => {
        if (!(await confirmed(`Delete ${path}?`, options))) return endWith(exitCodes.cancelled)
        await client.call(api.deleteFile, { params: { path } })
        await show.done(`deleted ${path}`)
      }),
    )
}
