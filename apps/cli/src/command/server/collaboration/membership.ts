import { type Command, Option } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'

/** `glovebox collaboration pause`, `resume` and `pay`: what a member settles for itself. */
export function addMembership(noun: Command): void {
  addVerb(noun, 'pause [collaboration]', {
    summary: 'stop taking part, at once',
    description:
      'Stops all participation at once: queued and running analyses of your tables end, and nothing of them is read until you resume.',
    examples: ['collaboration pause measurement'],
  }).action(
    onServer<object, [string | undefined]>(async ({ api, client, collaboration, show }, named) => {
      const { id, name } = await collaboration(named)
      const member = await client.call(api.pauseMembership, { params: { collaboration: id } })
      await show.done(`${member.name} takes no part in ${name} until it resumes`, member)
    }),
  )

  addVerb(noun, 'resume [collaboration]', {
    summary: 'take part again after a pause',
    description: 'Takes part again after a pause.',
    examples: ['collaboration resume measurement'],
  }).action(
    onServer<object, [string | undefined]>(async ({ api, client, collaboration, show }, named) => {
      const { id, name } = await collaboration(named)
      const member = await client.call(api.resumeMembership, { params: { collaboration: id } })
      await show.done(`${member.name} takes part in ${name} again`, member)
    }),
  )

  addVerb(noun, 'pay [collaboration]', {
    summary: 'agree to pay for runs, or stop',
    description: 'Agrees that your organisation may be charged for runs, or stops that. Needs the ability pay.',
    examples: ['collaboration pay measurement', 'collaboration pay measurement --stop'],
  })
    .addOption(new Option('--stop', 'do not pay from here on'))
    .action(
      onServer<{ readonly stop?: boolean }, [string | undefined]>(
        async ({ api, client, collaboration, options, show }, named) => {
          const { id, name } = await collaboration(named)
          const body = { acceptsPayment: options.stop !== true }
          const member = await client.call(api.updateMembership, { params: { collaboration: id }, body })
          await show.done(
            `${member.name} ${member.paymentAccepted ? 'pays' : 'does not pay'} for runs of ${name}`,
            member,
          )
        },
      ),
    )
}
