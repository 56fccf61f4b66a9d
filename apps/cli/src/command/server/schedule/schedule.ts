import type { Schedule } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import type { Columns } from '../../../output/show.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { everyPage } from '../../../remote/every-page.ts'
import { onServer } from '../../../remote/on-server.ts'
import { countOf } from '../../count.ts'
import { addVerb } from '../verb.ts'
import { addMake } from './make.ts'

const columns: Columns<Schedule> = {
  name: ({ name }) => name,
  id: ({ id }) => id,
  status: ({ status, pauseReason }) => (pauseReason === undefined ? status : `${status} (${pauseReason})`),
  cron: ({ cron }) => cron,
  zone: ({ zone }) => zone,
  next: ({ nextAt }) => nextAt,
  asks: ({ submission }) => ('template' in submission ? submission.template : submission.sql),
}

/** `glovebox schedule …`: analyses that run again and again. */
export function addSchedule(program: Command): void {
  const noun = addVerb(program, 'schedule', {
    summary: 'run analyses again and again',
    description: 'Runs analyses again and again on a server, until a share of a budget is used up.',
    examples: ['schedule list', 'schedule make weekly --cron "0 6 * * 1" --template by_city'],
  })

  addVerb(noun, 'list', {
    summary: 'list your schedules',
    description: 'Lists the schedules of your organisation in a collaboration.',
    examples: ['schedule list'],
  }).action(
    onServer(async ({ api, client, collaboration, show }) => {
      const params = { collaboration: (await collaboration()).id }
      await show.list(await everyPage((query) => client.call(api.listSchedules, { params, query })), columns)
    }),
  )
  addMake(noun)

  addVerb(noun, 'show <schedule>', {
    summary: 'show a schedule',
    description: 'Shows a schedule of your organisation, by name or id.',
    examples: ['schedule show weekly'],
  }).action(
    onServer<object, [string]>(async ({ client, collaboration, show }, named) => {
      const { findSchedule } = await import('./find-schedule.ts')
      await show.one(await findSchedule(client, (await collaboration()).id, named))
    }),
  )

  addVerb(noun, 'ticks <schedule>', {
    summary: 'list what became of a schedule’s ticks',
    description: 'Lists what became of a schedule’s ticks, the newest first.',
    examples: ['schedule ticks weekly --limit 10'],
  })
    .option('--limit <count>', 'only the newest', countOf)
    .action(
      onServer<{ readonly limit?: number }, [string]>(async ({ api, client, collaboration, options, show }, named) => {
        const { findSchedule } = await import('./find-schedule.ts')
        const { id } = await collaboration()
        const schedule = await findSchedule(client, id, named)
        const params = { collaboration: id, schedule: schedule.id }
        const page = await everyPage((query) => client.call(api.listScheduleTicks, { params, query }), options.limit)
        await show.list(page, {
          tick: ({ tick }) => tick,
          outcome: ({ outcome, reason }) => (reason === undefined ? outcome : `${outcome} (${reason})`),
          run: ({ run }) => run,
        })
      }),
    )

  for (const [verb, route, does] of [
    ['pause', 'pauseSchedule', 'Lets a schedule rest.'],
    ['resume', 'resumeSchedule', 'Lets a schedule go on, from its next tick.'],
  ] as const) {
    addVerb(noun, `${verb} <schedule>`, {
      summary: verb === 'pause' ? 'let a schedule rest' : 'let a schedule go on',
      description: does,
      examples: [`schedule ${verb} weekly`],
    }).action(
      onServer<object, [string]>(async ({ api, client, collaboration, show }, named) => {
        const { findSchedule } = await import('./find-schedule.ts')
        const { id } = await collaboration()
        const { id: schedule } = await findSchedule(client, id, named)
        const after = await client.call(api[route], { params: { collaboration: id, schedule } })
        await show.done(`${after.name} is ${after.status}`, after)
      }),
    )
  }

  addVerb(noun, 'remove <schedule>', {
    summary: 'drop a schedule',
    description: 'Drops a schedule; its runs stay.',
    examples: ['schedule remove weekly --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<{ readonly yes?: boolean }, [string]>(
        async ({ api, client, collaboration, endWith, options, show }, named) => {
          const { findSchedule } = await import('./find-schedule.ts')
          const { id } = await collaboration()
          const schedule = await findSchedule(client, id, named)
          if (!(await confirmed(`Drop ${schedule.name}?`, options))) return endWith(exitCodes.cancelled)
          await client.call(api.deleteSchedule, { params: { collaboration: id, schedule: schedule.id } })
          await show.done(`dropped ${schedule.name}`)
        },
      ),
    )
}
