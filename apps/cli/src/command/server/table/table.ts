import type { Command } from 'commander'
import { addVerb } from '../verb.ts'
import { addAdd } from './add.ts'
import { addAssociate } from './associate.ts'
import { addList } from './list.ts'
import { addSetRule } from './set-rule.ts'
import { addStop } from './stop.ts'

/** `glovebox table …`: configured tables of one's own, and their use in collaborations. */
export function addTable(program: Command): void {
  const noun = addVerb(program, 'table', {
    summary: 'configure tables and bring them into collaborations',
    description:
      'Configures tables of your organisation, which nobody sees, and brings them into collaborations, where every member sees name, columns and rule.',
    examples: ['table add people --source people.csv --rule rule.yaml', 'table associate people', 'table list'],
  })
  for (const add of [addList, addAdd, addSetRule, addAssociate, addStop]) add(noun)
}
