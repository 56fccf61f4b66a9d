import type { Ability, Collaboration, Member } from '../model/collaboration.ts'
import { budget } from './budget.ts'
import { type Decoder, listOfRight, object, optional, refined, required } from './decode.ts'
import { destination } from './destination.ts'
import { member } from './member.ts'
import { type NameKind, name, refuseDuplicates } from './name.ts'
import { itemsOf, type Node, placeAt, textOf, valueAt } from './node.ts'
import { type Reading, refuse } from './reading.ts'
import { receivers } from './receivers.ts'
import { table } from './table.ts'
import { template } from './template.ts'

/** More than a review can hold; keeps reading quick whatever the file says. */
const itemLimit = 1000

const version: Decoder<1> = {
  schema: { const: 1 },
  read(node, reading) {
    const isFirst = node.kind === 'scalar' && node.value === 1
    if (isFirst) return 1
    const found = node.kind === 'scalar' ? node.text : ''
    return refuse(reading, 'COLLABORATION_VERSION', { found }, node.head)
  },
}

/** A list of things that one key tells apart; the right ones of them. */
function distinct<T>(kind: NameKind, item: Decoder<T>, nameKey: string, atLeast = 0): Decoder<readonly T[]> {
  return refined(listOfRight(item, { atLeast, atMost: itemLimit }), (values, node, reading) => {
    const names = itemsOf(node).flatMap((child) => {
      const given = textOf(valueAt(child, nameKey))
      return given === undefined ? [] : [{ name: given, at: placeAt(child, nameKey) }]
    })
    refuseDuplicates(kind, names, reading)
    return values
  })
}

/** The whole collaboration file. What could be read is given even where parts of it are wrong: they were reported. */
export const collaboration: Decoder<Collaboration> = object(
  {
    version: required(version, 'the version of this format: 1'),
    collaboration: required(name('collaboration'), 'its name'),
    members: required(distinct('member', member, 'name', 1), 'the organisations that take part'),
    tables: optional(distinct('table', table, 'name'), 'the tables they bring, each under its owner’s rule'),
    budgets: optional(distinct('budget', budget, 'owner'), 'what may be spent on protected tables'),
    receivers: optional(receivers, 'who may get results that read a table; every receiver where it is absent'),
    destinations: optional(
      distinct('destination', destination, 'name'),
      'where results may be activated to; they are registered on a server',
    ),
    templates: optional(distinct('template', template, 'name'), 'reviewed queries with parameters'),
  },
  (draft, { node, reading }) => {
    const { collaboration: called = '', members = [], tables = [], budgets = [], templates = [] } = draft
    const { receivers: lists = [], destinations = [] } = draft
    if (members.length === itemsOf(valueAt(node, 'members')).length) warnOfAbilities(members, node, reading)
    return { name: called, members, tables, budgets, receivers: lists, destinations, templates }
  },
)

function warnOfAbilities(members: readonly Member[], node: Node, reading: Reading): void {
  const has = (ability: Ability): boolean => members.some(({ abilities }) => abilities.includes(ability))
  if (members.length === 0) return
  if (!has('query')) refuse(reading, 'COLLABORATION_NO_QUERY', {}, placeAt(node, 'members'))
  if (!has('receive')) refuse(reading, 'COLLABORATION_NO_RECEIVE', {}, placeAt(node, 'members'))
}
