import type { Command } from 'commander'
import { exitCodes } from '../exit-code.ts'
import { settingsOf } from '../settings.ts'

/** `glovebox receipt save`: a receipt that anyone can check without the server. */
export function addSaveReceipt(receipt: Command): void {
  receipt
    .command('save')
    .summary('save a receipt of a server with all that proves it')
    .description(
      'Saves the signed receipt of a run on a server, with the proof that it is in the audit log. Whoever has the file and the server’s public key can verify it.',
    )
    .argument('<id>', 'as `glovebox query` printed it')
    .option('-o, --output <file>', 'where to save it (default: ID.json)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ glovebox receipt save rcpt_mzxw6ytboi2dk3lfnzxw2zltmu --server https://rooms.example.org',
    )
    .action(async (id: string, { output = `${id}.json` }: { readonly output?: string }, command: Command) => {
      const settings = settingsOf(command)
      const [
        { connect, serverOf },
        { findCollaboration },
        { withProblems },
        { getReceipt, verifyReceiptBundle },
        { writePrivateJson },
        { trustedKey },
        { HistoryError },
      ] = await Promise.all([
        import('../remote/connect.ts'),
        import('../remote/find-collaboration.ts'),
        import('../remote/with-problems.ts'),
        import('@glovebox/api'),
        import('../remote/private-file.ts'),
        import('../remote/trust.ts'),
        import('@glovebox/client'),
      ])
      const server = serverOf(command.optsWithGlobals())
      process.exitCode = await withProblems(settings, async () => {
        const client = connect(server)
        const { id: collaboration } = await findCollaboration(client, settings.collaboration)
        const bundle = await client.call(getReceipt, { params: { collaboration, receipt: id } })
        const verified = verifyReceiptBundle(bundle, { verifierKey: await trustedKey(client) })
        if (verified.status !== 'verified')
          throw new HistoryError('unsigned', verified.diagnostics.map(({ message }) => message).join('; '))
        writePrivateJson(output, bundle)
        process.stderr.write(`saved to ${output}: glovebox receipt verify ${output}\n`)
        return exitCodes.done
      })
    })
}
