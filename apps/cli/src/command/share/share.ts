import { relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { UsageError } from '../../usage-error.ts'
import { countOf } from '../count.ts'
import { addVerb, collect } from '../server/verb.ts'
import { bucketsOf, onShare, takesFolder } from './on-share.ts'
import { addRecipients } from './recipient.ts'
import { addShareServe } from './serve.ts'

/** `glovebox share …`: an owner's own Delta Sharing server, beside its data. */
export function addShare(program: Command): void {
  const noun = addVerb(program, 'share', {
    summary: 'share tables from your own machine with Delta Sharing',
    description:
      'Shares Parquet files of this machine with Delta Sharing: recipients get short-lived URLs for the granted columns of one version, and no credentials of your storage.',
    examples: ['share init', 'share add results.default.weekly data/weekly.parquet', 'share serve'],
  })
  addInit(noun)
  addTables(noun)
  addRecipients(noun)
  addShareServe(noun)
  addLog(noun)
}

function addInit(noun: Command): void {
  takesFolder(
    addVerb(noun, 'init', {
      summary: 'make the folder of a share server',
      description: 'Makes the folder of a share server: its share.yaml and a key that URLs are signed with.',
      examples: [
        'share init',
        'share init --folder /var/lib/share --endpoint https://share.example.org/delta-sharing/',
      ],
    }),
  )
    .option('--endpoint <url>', 'the address that recipients will know it by')
    .action(
      onShare<{ readonly endpoint?: string }>(async ({ folder, options, show, member, said }) => {
        const { randomBytes } = await import('node:crypto')
        const { endpoint } = options
        const made = await said(
          member.initShare(folder, { ...(endpoint === undefined ? {} : { endpoint }), random: (n) => randomBytes(n) }),
        )
        if (made !== undefined) await show.done(`made ${made.config}`, made)
      }),
    )
}

function addTables(noun: Command): void {
  takesFolder(
    addVerb(noun, 'add <table> <files>', {
      summary: 'share a table',
      description:
        'Shares Parquet files as a table share.schema.table: a file, a folder, a pattern in quotes, or objects of a bucket. They are read where they are, and not copied.',
      examples: [
        'share add results.default.weekly data/weekly.parquet',
        "share add results.default.visits 'data/visits/*/*.parquet' --partition day=date",
        'share add results.default.orders s3://bucket/orders/',
      ],
    }),
  )
    .option('--partition <column=type>', 'a column in the names of folders; may be said more than once', collect)
    .action(
      onShare<{ readonly partition?: readonly string[] }, [string, string]>(
        async ({ folder, options, show, member, said }, table, files) => {
          const partitions = Object.fromEntries(
            (options.partition ?? []).map((written) => {
              const [column = '', type = 'string'] = written.split('=')
              if (column === '') throw new UsageError('a partition is written like day=date')
              return [column, type]
            }),
          )
          const isLocal = !files.startsWith('s3://')
          const below = isLocal ? relative(folder, resolve(files)).replaceAll('\\', '/') : files
          const added = await said(
            await member.addTable(folder, table, { files: below, partitions, buckets: bucketsOf(member) }),
          )
          if (added !== undefined)
            await show.done(`shared ${table} with the columns ${added.columns.join(', ')}`, {
              table,
              id: added.table.id,
              columns: added.columns,
            })
        },
      ),
    )

  takesFolder(
    addVerb(noun, 'remove <table>', {
      summary: 'share a table no longer',
      description: 'Shares a table no longer, from this moment: URLs that were signed before end, too.',
      examples: ['share remove results.default.weekly'],
    }),
  ).action(
    onShare<object, [string]>(async ({ folder, show, member, said }, table) => {
      const removed = await said(member.removeTable(folder, table))
      if (removed !== undefined) await show.done(`${table} is shared no longer`)
    }),
  )

  takesFolder(
    addVerb(noun, 'list', {
      summary: 'list what is shared',
      description: 'Lists the tables that are shared.',
      examples: ['share list', 'share list --json'],
    }),
  ).action(
    onShare(async ({ folder, show, member, said }) => {
      const listed = await said(member.listShare(folder))
      if (listed === undefined) return
      const items = listed.tables.map((table) => ({ ...table, name: member.nameOf(table) }))
      await show.list(
        { items },
        {
          table: ({ name }) => name,
          files: ({ files }) => files,
          partitions: ({ partitions }) => Object.keys(partitions).join(', '),
        },
      )
    }),
  )
}

function addLog(noun: Command): void {
  takesFolder(
    addVerb(noun, 'log', {
      summary: 'show who read what',
      description: 'Shows who read what of the shares, when and how much, the newest last.',
      examples: ['share log', 'share log --recipient acme --limit 20 --json'],
    }),
  )
    .option('--recipient <name>', 'only what this recipient did')
    .option('--limit <count>', 'only the newest', countOf)
    .action(
      onShare<{ readonly recipient?: string; readonly limit?: number }>(
        async ({ folder, options: { recipient, limit }, show, member, said }) => {
          if ((await said(member.listShare(folder))) === undefined) return
          const asked = { limit: limit ?? 100, ...(recipient === undefined ? {} : { recipient }) }
          const items = await member.readAccessLog(member.placesIn(folder).log, asked)
          await show.list(
            { items },
            {
              at: ({ at }) => at,
              recipient: ({ recipient: who }) => who,
              from: ({ from }) => from,
              action: ({ action }) => action,
              table: ({ table }) => table,
              version: ({ version }) => version,
              status: ({ status }) => status,
              bytes: ({ bytes }) => bytes,
            },
          )
        },
      ),
    )
}
