import { randomUUID } from 'node:crypto'
import type { Run } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodeOf, exitCodes } from '../../exit-code.ts'
import { onServer } from '../../remote/on-server.ts'
import { addParameter } from '../ask-options.ts'
import { addVerb } from './verb.ts'

type ActivateOptions = {
  readonly to: string
  readonly param?: Readonly<Record<string, string>>
  readonly purpose?: string
  readonly payer?: string
  readonly wait?: boolean
}

/** `glovebox activate`: lets the result of an approved activation leave for a destination. */
export function addActivate(program: Command): void {
  addVerb(program, 'activate <template>', {
    summary: 'let the result of an approved activation go to a destination',
    description:
      'Runs an approved activation template on a server, whose result goes to a destination and to nobody else. It needs the ability activate, and that the owner of every table allows the destination.',
    examples: ['activate audience --to crm', 'activate audience --to crm --param since=2026-01-01 --wait'],
  })
    .requiredOption('--to <destination>', 'where its result goes')
    .option('--param <name=value>', 'a parameter of the template; repeat it for more', addParameter)
    .option('--purpose <purpose>', 'what it is asked for')
    .option('--payer <member>', 'who pays for it')
    .option('--wait', 'until it was delivered, or will not be')
    .action(
      onServer<ActivateOptions, [string]>(async ({ api, client, collaboration, endWith, options, show }, template) => {
        const { to: destination, param: parameters, purpose, payer, wait } = options
        const params = { collaboration: (await collaboration()).id }
        const body = {
          ...{ template, destination },
          ...(parameters === undefined ? {} : { parameters }),
          ...(purpose === undefined ? {} : { purpose }),
          ...(payer === undefined ? {} : { payer }),
        }
        const idempotencyKey = randomUUID()
        let run = await client.call(api.submitRun, { params, query: { wait: 25 }, body }, { idempotencyKey })
        const again = { params: { ...params, run: run.id }, query: { wait: 25 } }
        while (isRunning(run)) run = await client.call(api.readRun, again)
        while (wait === true && run.activation?.status === 'waiting') {
          await new Promise((resolve) => setTimeout(resolve, 1000))
          run = await client.call(api.readRun, again)
        }
        const { id, status, receipt, activation } = run
        await show.one(run, {
          ...{ run: id, status, destination },
          ...(receipt === undefined ? {} : { receipt }),
          delivery: status === 'ok' ? activation?.status : undefined,
          ...(activation?.reason === undefined || status !== 'ok' ? {} : { reason: activation.reason }),
        })
        endWith(codeOf(run))
      }),
    )
}

function isRunning({ status }: Run): boolean {
  return status === 'queued' || status === 'running'
}

function codeOf({ status, activation }: Run): ReturnType<typeof exitCodeOf> {
  if (status === 'queued' || status === 'running' || status === 'awaiting-approval') return exitCodes.done
  if (status !== 'ok') return exitCodeOf({ status })
  return activation?.status === 'failed' || activation?.status === 'withdrawn' ? exitCodes.failed : exitCodes.done
}
