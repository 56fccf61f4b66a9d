import type { AnyRoute, CallOptions } from '@glovebox/api'
import type { Command } from 'commander'
import { type ExitCode, exitCodes } from '../../exit-code.ts'
import { settingsOf } from '../../settings.ts'
import { UsageError } from '../../usage-error.ts'

type ApiOptions = {
  readonly server?: string
  readonly param: readonly string[]
  readonly query: readonly string[]
  readonly data?: string
  readonly accept?: string
  readonly output?: string
  readonly ifMatch?: string
  readonly idempotencyKey?: string
}

/** `glovebox api`: calls any operation of the API, with the sign-in that other commands use. */
export function addApi(program: Command): void {
  const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]
  program
    .command('api')
    .summary('call an operation of the server’s API')
    .description('Calls an operation of the API and prints its answer as JSON. Without one it lists them all.')
    .argument('[operation]', 'its id in the OpenAPI document: listCollaborations')
    .option('-p, --param <name=value>', 'a parameter of the path', collect, [])
    .option('-q, --query <name=value>', 'a parameter of the query', collect, [])
    .option('-d, --data <json>', 'the body: JSON, @file, or - for standard input')
    .option('--accept <media>', 'the format of the answer, where there are several')
    .option('-o, --output <file>', 'where to write an answer that is not JSON')
    .option('--if-match <etag>', 'only where it has not changed since')
    .option('--idempotency-key <key>', 'the same key does nothing twice')
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox api
  $ glovebox api listCollaborations -q limit=10
  $ glovebox api putFile -p path=people.csv -d @people.csv
  $ glovebox api createCollaboration -d '{"name":"measurement","members":[]}'`,
    )
    .action(async (operation: string | undefined, _, command: Command) => {
      const settings = settingsOf(command)
      const { allRoutes } = await import('@glovebox/api')
      if (operation === undefined) {
        const print = await import('../../output/print.ts')
        const rows = allRoutes.map(({ id, method, path, summary }) => [id, method, path, summary])
        const columns = ['operation', 'method', 'path', 'does'].map((name) => ({ name, type: 'VARCHAR' }))
        if (settings.format === 'json')
          await print.printJson(allRoutes.map(({ id, method, path, summary }) => ({ id, method, path, summary })))
        else await print.printTable(columns, rows, settings.format, settings.out)
        return
      }
      const route = allRoutes.find(({ id }) => id === operation)
      if (route === undefined) throw new UsageError(`there is no operation ${operation}; glovebox api lists them all`)
      const [{ connect, serverOf }, { withProblems }] = await Promise.all([
        import('../../remote/connect.ts'),
        import('../../remote/with-problems.ts'),
      ])
      const options = command.optsWithGlobals<ApiOptions>()
      const client = connect(serverOf(options))
      process.exitCode = await withProblems(settings, async () => {
        const { input, call } = await requestOf(route, options)
        return await printResponse(await client.open(route, input, call), options)
      })
    })
}

async function requestOf(
  route: AnyRoute,
  options: ApiOptions,
): Promise<{ readonly input: object; readonly call: CallOptions }> {
  const data = options.data === undefined ? undefined : await dataOf(options.data)
  const call = {
    ...(options.accept === undefined ? {} : { accept: options.accept }),
    ...(options.ifMatch === undefined ? {} : { ifMatch: options.ifMatch.replaceAll('"', '') }),
    ...(options.idempotencyKey === undefined ? {} : { idempotencyKey: options.idempotencyKey }),
  }
  const input = { params: pairsOf('--param', options.param), query: pairsOf('--query', options.query) }
  if (route.upload !== undefined)
    return { input, call: { ...call, upload: { media: route.upload.media[0] ?? '', body: data ?? new Uint8Array() } } }
  if (route.body === undefined) return { input, call }
  return { input: { ...input, body: bodyOf(data) }, call }
}

function bodyOf(data: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(data ?? Buffer.from('{}')).toString('utf8'))
  } catch {
    throw new UsageError('--data is not JSON')
  }
}

async function dataOf(written: string): Promise<Uint8Array> {
  if (!written.startsWith('@') && written !== '-') return Buffer.from(written)
  const { readFile } = await import('node:fs/promises')
  const path = written === '-' ? '/dev/stdin' : written.slice(1)
  try {
    return await readFile(path)
  } catch {
    throw new UsageError(`${path} cannot be read`)
  }
}

function pairsOf(option: string, written: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    written.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new UsageError(`${option} takes name=value`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

async function printResponse(response: Response, { output }: ApiOptions): Promise<ExitCode> {
  if (response.status === 204) return exitCodes.done
  const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json')
  if (isJson && output === undefined) {
    const { printJson } = await import('../../output/print.ts')
    await printJson(await response.json())
    return exitCodes.done
  }
  const { saveResponse } = await import('../../remote/save-response.ts')
  await saveResponse(response, output)
  return exitCodes.done
}
