import { type Command, InvalidArgumentError } from 'commander'
import { exitCodes } from '../../exit-code.ts'
import { type Settings, settingsOf } from '../../settings.ts'
import { version } from '../../version.ts'
import { type PlaceOptions, takesPlace } from './place-options.ts'

type ServeOptions = PlaceOptions & { readonly host?: string; readonly port?: number }

/** `glovebox serve`: runs a server until it is told to stop. */
export function addServe(program: Command): void {
  takesPlace(program.command('serve'))
    .summary('run a server that organisations share')
    .description(
      'Runs a server: organisations sign in, make collaborations, bring tables and ask. Without settings it keeps everything in one folder and listens on this machine alone. At its first start it shows a link for the first administrator.',
    )
    .option('--host <address>', 'the address to listen on (default: 127.0.0.1)')
    .option('--port <port>', 'the port to listen on, 0 for a free one (default: 8640)', portOf)
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox serve
  $ glovebox serve --folder /var/lib/glovebox --settings /etc/glovebox.yaml
  $ GLOVEBOX_DATABASE_URL=postgres://glovebox@localhost/glovebox glovebox serve

It stops at SIGTERM or Ctrl-C when what runs has ended, and reads TLS certificates again at SIGHUP.`,
    )
    .action(async (options: ServeOptions, command: Command) => {
      const settings = settingsOf(command)
      const [{ openServer }, { printRefused, serverSettings }] = await Promise.all([
        import('../../serve.ts'),
        import('./server-settings.ts'),
      ])
      const read = serverSettings(options)
      const opened = read.ok ? await openServer({ settings: withOptions(read.value, options), version }) : read
      if (!opened.ok) {
        await printRefused(opened.diagnostics, settings)
        process.exitCode = exitCodes.refused
        return
      }
      await sayHello(opened.value, settings)
      process.exitCode = await untilStopped(opened.value)
    })
}

type Served = import('../../serve.ts').Server

function withOptions(
  settings: import('../../serve.ts').Settings,
  { host, port }: ServeOptions,
): import('../../serve.ts').Settings {
  const listen = {
    ...settings.listen,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
  }
  return Object.keys(listen).length === 0 ? settings : { ...settings, listen }
}

async function sayHello({ url, name, folder, setUp }: Served, settings: Settings): Promise<void> {
  const print = await import('../../output/print.ts')
  if (settings.format === 'json') {
    await print.printJson({ url, name, folder, ...(setUp === undefined ? {} : { setUp }) })
    return
  }
  const { err } = settings
  await print.printNotes([
    `${err.bold('glovebox')} ${version} serves ${err.bold(url)} from ${folder}`,
    ...(setUp === undefined
      ? []
      : [
          '',
          'Nobody administers it yet. Whoever has this link becomes its first administrator:',
          `  glovebox setup '${setUp.url}' --email YOU`,
          `It works once, until ${setUp.expiresAt}; another start shows another one.`,
          '',
        ]),
  ])
}

/** Waits for a signal, or for the loss of the database, and stops. A second signal does not wait. */
async function untilStopped(server: Served): Promise<number> {
  const hangUp = (): void => server.reloadTls()
  process.on('SIGHUP', hangUp)
  const reason = await Promise.race([
    new Promise<undefined>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(undefined))
    }),
    server.lost,
  ])
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(exitCodes.cancelled))
  process.off('SIGHUP', hangUp)
  if (reason !== undefined) process.stderr.write(`error: ${reason}\n`)
  await server.close(reason === undefined ? undefined : 0)
  return reason === undefined ? exitCodes.done : exitCodes.failed
}

function portOf(written: string): number {
  const port = Number(written)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a port is a number from 0 to 65535')
  return port
}
