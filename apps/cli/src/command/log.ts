import type { LogEntryView, LogHead } from '@glovebox/api'
import { type Command, InvalidArgumentError } from 'commander'
import { exitCodes } from '../exit-code.ts'
import { addCompare } from '../offline/compare-checkpoints.ts'
import { addTrust } from '../offline/trust.ts'
import { type ExportOptions, verifyExport } from '../offline/verify-export.ts'
import { shorten } from '../output/shorten.ts'
import { settingsOf } from '../settings.ts'
import { UsageError } from '../usage-error.ts'
import { countOf } from './count.ts'
import { addLogProofs } from './log-proofs.ts'

/** `glovebox log` and `glovebox log verify`: what was asked, and the proof that nothing of it was changed. */
export function addLog(program: Command): void {
  const log = program
    .command('log')
    .summary('show the audit log, or verify it')
    .description('Shows what was asked in the room, by whom and how it ended; never rows.')
    .option('--member <name>', 'only what this member did')
    .option('--limit <count>', 'only the newest entries', countOf)
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox log
  $ glovebox log --member advertiser --limit 20 --json
  $ glovebox log verify`,
    )
    .action(async (options: { readonly member?: string; readonly limit?: number }, command: Command) => {
      const settings = settingsOf(command)
      const [{ withRoom }, { printJson, printTable }] = await Promise.all([
        import('../with-room.ts'),
        import('../output/print.ts'),
      ])
      process.exitCode = await withRoom(settings, { createsState: false }, async (room) => {
        const answer = await room.log(options)
        if (settings.format === 'json') await printJson(answer)
        else {
          const isShort = settings.format === 'table'
          await printTable(columns, answer.entries.map(rowOf(isShort)), settings.format, settings.out)
        }
        return exitCodes.done
      })
    })
  addVerify(log)
  addLogProofs(log)
  addCompare(log)
}

type VerifyOptions = Omit<ExportOptions, 'export'> & { readonly export?: string; readonly head?: LogHead }

function addVerify(log: Command): void {
  const verify = log
    .command('verify')
    .summary('check that no entry or receipt was changed, removed or moved')
    .description(
      'Recomputes the hash tree of the whole log, checks every receipt against it, and says its head. Whoever notes the head can later have it checked that history was not rewritten or cut back.',
    )
    .option('--head <sequence:hash>', 'a head noted earlier, which the log must still hold', headOf)
    .option('--export <file>', 'check this exported log of a server instead, offline, with --key')
    .option('--noted <file>', 'with --export: a signed checkpoint noted earlier, which the log must still hold')
  addTrust(verify)
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox log verify
  $ glovebox log verify --head 12:${'5f'.repeat(32)}
  $ glovebox log verify --export log.jsonl --key rooms.example.key --noted monday.txt`,
    )
    .action(async (options: VerifyOptions, command: Command) => {
      const settings = settingsOf(command)
      if (options.export !== undefined) {
        process.exitCode = await verifyExport({ ...options, export: options.export }, settings)
        return
      }
      if (options.key !== undefined || options.noted !== undefined || options.log !== undefined)
        throw new UsageError('--key, --noted and --log are for an exported log: name it with --export')
      const { out, err, format } = settings
      const [{ withRoom }, { printJson, printLines, printNotes }] = await Promise.all([
        import('../with-room.ts'),
        import('../output/print.ts'),
      ])
      process.exitCode = await withRoom(settings, { createsState: false }, async (room) => {
        const answer = await room.verifyLog(options)
        if (format === 'json') await printJson(answer)
        else if (answer.status === 'ok')
          await printLines([`${out.green('whole')}: ${answer.entries} entries, head ${answer.head}`])
        else await printNotes([`${err.red('broken')} at entry ${answer.brokenAt}: ${answer.message}`])
        return answer.status === 'ok' ? exitCodes.done : exitCodes.refused
      })
    })
}

const columns = [
  { name: '#', isNumber: true },
  ...['at', 'member', 'what', 'status', 'tables', 'query', 'receipt'].map((name) => ({ name })),
]

function rowOf(isShort: boolean): (entry: LogEntryView) => readonly (string | null)[] {
  return ({ sequence, at, member, kind, status, tables, query, receipt }) => [
    `${sequence}`,
    at,
    member,
    kind,
    status,
    tables.join(' '),
    isShort ? shorten(query ?? '', 60) : (query ?? null),
    receipt ?? (isShort ? '' : null),
  ]
}

function headOf(written: string): LogHead {
  const [, sequence = '', hash = ''] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(written) ?? []
  if (hash === '') throw new InvalidArgumentError('write it as `log verify` prints it: 12:5f5f…')
  return { sequence: Number(sequence), hash }
}
