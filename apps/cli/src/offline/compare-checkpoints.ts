import type { ConsistencyProof } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../exit-code.ts'
import { readText } from '../remote/read-text.ts'
import { settingsOf } from '../settings.ts'
import { UsageError } from '../usage-error.ts'
import { printVerdict } from './print-verdict.ts'
import { addTrust, type TrustOptions, trustOf } from './trust.ts'

/** `glovebox log compare`: whether two signed checkpoints are of one history. */
export function addCompare(log: Command): void {
  const compare = log
    .command('compare')
    .summary('check that two checkpoints are of one history, offline')
    .description(
      'Compares a checkpoint of yours with another member’s, or with one of yours of another day. A server that shows two members two histories, or rewrites one, is found out.',
    )
    .argument('<mine>', 'a file with a signed checkpoint')
    .argument('<theirs>', 'a file with another one of the same log')
    .option('--proof <file>', 'where their sizes differ: what the server gave to prove that one begins with the other')
  addTrust(compare)
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox log compare mine.txt theirs.txt --key rooms.example.key
  $ glovebox log compare monday.txt friday.txt --proof monday-to-friday.json --key rooms.example.key`,
    )
    .action(
      async (mine: string, theirs: string, options: TrustOptions & { readonly proof?: string }, command: Command) => {
        const settings = settingsOf(command)
        const [{ compareCheckpoints }, { printJson, printLines, printNotes }] = await Promise.all([
          import('@glovebox/api'),
          import('../output/print.ts'),
        ])
        const proof = options.proof === undefined ? undefined : await readProof(options.proof)
        const found = compareCheckpoints(
          await readText(mine),
          await readText(theirs),
          await trustOf(options, settings.server),
          proof,
        )
        if ('status' in found) {
          process.exitCode = await printVerdict(found, '', settings)
          return
        }
        const isGood = found.kind === 'same-history'
        if (settings.format === 'json') await printJson(found)
        else if (isGood) await printLines([`${settings.out.green('same history')}: ${found.words}`])
        else await printNotes([`${settings.err.red(found.kind)}: ${found.words}`])
        process.exitCode = isGood ? exitCodes.done : exitCodes.refused
      },
    )
}

async function readProof(file: string): Promise<ConsistencyProof> {
  const text = await readText(file)
  try {
    const read: unknown = JSON.parse(text)
    const isProof = typeof read === 'object' && read !== null && 'proof' in read && Array.isArray(read.proof)
    if (isProof) return { proof: read.proof as readonly string[] }
  } catch {
    // Told below.
  }
  throw new UsageError(`${file} is not a proof: {"proof": ["…"]}, as the server gives it`)
}
