import type { ResultOpening } from '@glovebox/api'
import type { Command } from 'commander'
import { readText } from '../remote/read-text.ts'
import { settingsOf } from '../settings.ts'
import { UsageError } from '../usage-error.ts'
import { printVerdict } from './print-verdict.ts'
import { addTrust, type TrustOptions, trustOf } from './trust.ts'

/** `glovebox receipt verify`: checks a receipt in a file, with the public key of its server and nothing else. */
export function addVerifyReceipt(receipt: Command): void {
  const verify = receipt
    .command('verify')
    .summary('check the receipt in a file, offline')
    .description(
      'Checks that the server signed a receipt and that it is in the audit log, with the server’s public key alone; with --opening also that a result is the one that was released.',
    )
    .argument('<file>', 'the receipt with its proof, as the server gives it (JSON); - is standard input')
    .option(
      '--opening <file>',
      'the salt and the result to compare with: {"salt": …, "result": {"columns": …, "rows": …}}',
    )
  addTrust(verify)
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox receipt verify receipt.json --key rooms.example.key
  $ glovebox receipt verify receipt.json --key rooms.example.key --opening result.json`,
    )
    .action(async (file: string, options: TrustOptions & { readonly opening?: string }, command: Command) => {
      const settings = settingsOf(command)
      const { verifyReceiptBundle } = await import('@glovebox/api')
      const [bundle, trust] = [await readJson(file), await trustOf(options, settings.server)]
      const opening = options.opening === undefined ? undefined : await readOpening(options.opening)
      const verdict = verifyReceiptBundle(bundle, trust, opening)
      const words =
        verdict.status === 'verified'
          ? `receipt ${verdict.receipt} is entry ${verdict.sequence} of the ${verdict.size} of ${verdict.origin}${verdict.result === 'opened' ? ', and the result is the one that was released' : ''}`
          : ''
      process.exitCode = await printVerdict(verdict, words, settings)
    })
}

async function readJson(file: string): Promise<unknown> {
  const text = await readText(file)
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`${file} is not JSON`)
  }
}

async function readOpening(file: string): Promise<ResultOpening> {
  const { resultOpeningShape } = await import('@glovebox/api')
  const decoded = resultOpeningShape.decode(await readJson(file), '')
  if (decoded.ok) return decoded.value
  const [mismatch] = decoded.mismatches
  throw new UsageError(`${file} is not a result with its salt: ${mismatch?.path || '/'} ${mismatch?.message ?? ''}`)
}
