import type { OpeningAnswer, ReceiptAnswer } from '@glovebox/api'
import type { Command } from 'commander'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-code.ts'
import { addVerifyReceipt } from '../offline/verify-receipt.ts'
import { type Settings, settingsOf } from '../settings.ts'
import { UsageError } from '../usage-error.ts'
import { addSaveReceipt } from './receipt-save.ts'

/** `glovebox receipt`: the statement about one run. */
export function addReceipt(program: Command): void {
  const receipt = program
    .command('receipt')
    .summary('show the receipt of a run')
    .description(
      'Shows the receipt of a run: what was asked, under which rules, on which version of the data; never rows, nor how many.',
    )
    .argument('<id>', 'as `glovebox query` printed it')
    .option(
      '--as <member>',
      'also show what is for this member only: the result and the salt that opens its commitment',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox receipt rcpt_mzxw6ytboi2dk3lfnzxw2zltmu
  $ glovebox receipt rcpt_mzxw6ytboi2dk3lfnzxw2zltmu --as advertiser --json`,
    )
    .action(async (id: string, { as: member }: { readonly as?: string }, command: Command) => {
      const settings = settingsOf(command)
      if (settings.format === 'csv') throw new UsageError('a receipt is no table: use --format table or json')
      const { withRoom } = await import('../with-room.ts')
      process.exitCode = await withRoom(settings, { createsState: false }, async (room) => {
        const answer = await room.receipt(id)
        const opening = member === undefined ? undefined : await room.opening({ receipt: id, member })
        await printReceipt(id, answer, opening, settings)
        return codeOf(answer, opening)
      })
    })
  addSaveReceipt(receipt)
  addVerifyReceipt(receipt)
}

function codeOf(answer: ReceiptAnswer, opening: OpeningAnswer | undefined): ExitCode {
  if (answer.status === 'unknown') return exitCodes.refused
  return opening?.status === 'refused' ? exitCodeOf(opening) : exitCodes.done
}

async function printReceipt(
  id: string,
  answer: ReceiptAnswer,
  opening: OpeningAnswer | undefined,
  settings: Settings,
): Promise<void> {
  const { format, out } = settings
  const [print, { receiptJson }, { fieldLines }] = await Promise.all([
    import('../output/print.ts'),
    import('../output/answer-json.ts'),
    import('../output/fields.ts'),
  ])
  if (format === 'json') return print.printJson(receiptJson(answer, opening))
  if (answer.status === 'unknown') return print.printNotes([`there is no receipt ${id} in this room`])
  await print.printLines(fieldLines({ ...answer.receipt, log: answer.log }, out))
  if (opening?.status === 'refused') return print.printRefusal(opening, settings)
  if (opening?.status !== 'ok') return
  const { result, salt, reason } = opening
  await print.printLines(['', ...fieldLines({ salt, reason }, out)])
  if (result === undefined) return
  await print.printLines([''])
  const rows = result.rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))))
  await print.printTable(result.columns, rows, 'table', out)
}
