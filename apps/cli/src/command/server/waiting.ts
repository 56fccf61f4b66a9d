import type { WaitingItem } from '@glovebox/api'
import type { Command } from 'commander'
import type { Columns } from '../../output/show.ts'
import { onServer } from '../../remote/on-server.ts'
import { addVerb } from './verb.ts'

const columns: Columns<WaitingItem> = {
  what: ({ kind }) => kind,
  collaboration: ({ collaborationName }) => collaborationName,
  subject: ({ subject }) => subject,
  since: ({ since }) => since,
  next: (item) => nextStep(item),
}

/** `glovebox waiting`: what waits for one's organisation. */
export function addWaiting(program: Command): void {
  addVerb(program, 'waiting', {
    summary: 'list what waits for your organisation',
    description: 'Lists what waits for your organisation, over all its collaborations, the oldest first.',
    examples: ['waiting', 'waiting --json'],
  }).action(onServer(async ({ api, client, show }) => show.list(await client.call(api.listWaiting, {}), columns)))
}

/** The command that answers it. */
export function nextStep({ kind, collaboration, subject = '' }: WaitingItem): string {
  const where = `--collaboration ${collaboration}`
  switch (kind) {
    case 'invitation':
      return `glovebox collaboration accept ${collaboration}`
    case 'change-request':
      return `glovebox change show ${subject} ${where}`
    case 'payment':
      return `glovebox collaboration pay ${collaboration}`
    case 'template-review':
      return `glovebox template show ${subject} ${where}`
    case 'run-approval':
      return `glovebox run show ${subject} ${where}`
    case 'budget-low':
      return `glovebox budget ${where}`
  }
}
