import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { addVerb } from '../server/verb.ts'
import { bucketsOf, onShare, takesFolder } from './on-share.ts'

/** `glovebox share serve`: runs the share server until it is told to stop. */
export function addShareServe(noun: Command): void {
  takesFolder(
    addVerb(noun, 'serve', {
      summary: 'run the share server',
      description:
        'Runs the share server until it is told to stop. What is changed in its folder meanwhile counts from the next request on.',
      examples: ['share serve', 'share serve --folder /var/lib/share --port 8650'],
    }),
  )
    .option('--port <port>', 'the port to listen on, 0 for a free one (default: what share.yaml says)', portOf)
    .action(
      onShare<{ readonly port?: number }>(async ({ folder, options: { port }, show, member, said }) => {
        const served = await said(
          await member.serveShare(folder, {
            clock: Date.now,
            buckets: bucketsOf(member),
            onProblem: (sentence) => process.stderr.write(`problem: ${sentence}\n`),
            ...(port === undefined ? {} : { port }),
          }),
        )
        if (served === undefined) return
        const { endpoint, tables } = served
        await show.done(`shares ${tables} ${tables === 1 ? 'table' : 'tables'} at ${endpoint}`, { endpoint, tables })
        await new Promise<void>((resolve) => {
          for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
        })
        await served.close()
      }),
    )
}

function portOf(written: string): number {
  const port = Number(written)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a port is a number from 0 to 65535')
  return port
}
