import type { Author } from '@glovebox/diagnostics'
import type { TableAssociation } from '../model/collaboration.ts'
import { isolationLevels } from '../model/isolation-level.ts'
import { tableSizes } from '../model/table-size.ts'
import { accessBudget } from './access-budget.ts'
import { columns } from './columns.ts'
import { choice, type Decoder, object, optional, required, truth } from './decode.ts'
import { allowedDestinations } from './destination.ts'
import { memberName, name } from './name.ts'
import { type MappingNode, type Node, placeAt, textOf, valueAt } from './node.ts'
import { privacy } from './privacy.ts'
import { purposes } from './purposes.ts'
import { type Reading, refuse } from './reading.ts'
import { rule } from './rule.ts'
import { source } from './source.ts'

const association: Decoder<TableAssociation> = object(
  {
    name: required(name('table'), 'its name in SQL'),
    owner: required(memberName, 'the member whose table it is'),
    source: required(source, 'where its rows are, such as `{ file: data/table.csv }`'),
    columns: optional(columns, 'the allowed columns, with or without their types; all of them where it is absent'),
    rule: optional(rule, 'what others may ask of it'),
    privacy: optional(privacy, 'public facts that differential privacy is computed from'),
    public: optional(truth, 'anyone in the collaboration may read it'),
    accessBudget: optional(accessBudget, 'how many runs may read it'),
    destinations: optional(allowedDestinations, 'where its results may be activated to; nowhere where it is absent'),
    purposes: optional(purposes, 'what it may be analysed for; whoever asks names one of them'),
    size: optional(
      choice(tableSizes),
      'how large you say it is, in rows: up to 1e6, 1e8, 1e10, or above; public, and only for the prices of a server',
    ),
    minimumIsolation: optional(
      choice(isolationLevels),
      'how well runs that read it are kept apart from the machine, at least; refused where they are not',
    ),
  },
  (draft, { node, reading }) => {
    const { name: table, owner, source: from, columns: declared, rule: asked, privacy: facts } = draft
    checkAccess(node, draft.public === true, reading)
    if (asked !== undefined && facts !== undefined) {
      const unit = asked.kind === 'custom' ? asked.differentialPrivacy?.column : undefined
      if (unit !== undefined && !isUnit(unit, facts.unit)) {
        refuse(
          reading,
          'COLLABORATION_PRIVACY_UNIT',
          { unit: facts.unit, column: unit },
          placeAt(node, 'privacy', 'unit'),
        )
      }
    }
    if (table === undefined) return undefined
    // A table with a mistake still stands for its name, so that nothing else is said to lack it.
    const at = (valueAt(node, 'name') ?? node).head
    return {
      name: table,
      owner: owner ?? '',
      source: from ?? { kind: 'file', path: '', format: 'csv', at },
      columns: declared ?? { kind: 'all' },
      ...(asked === undefined ? {} : { rule: asked }),
      ...(facts === undefined ? {} : { privacy: facts }),
      isPublic: draft.public === true,
      ...(draft.accessBudget === undefined ? {} : { accessBudgets: draft.accessBudget }),
      ...(draft.destinations === undefined ? {} : { destinations: draft.destinations }),
      ...(draft.purposes === undefined ? {} : { purposes: draft.purposes }),
      ...(draft.size === undefined ? {} : { size: draft.size }),
      ...(draft.minimumIsolation === undefined ? {} : { minimumIsolation: draft.minimumIsolation }),
      at,
    }
  },
)

/** A table: everything in it is said by its owner. */
export const table: Decoder<TableAssociation> = {
  schema: association.schema,
  read: (node, reading) => association.read(node, { ...reading, author: authorOf(node) }),
}

function authorOf(node: Node): Author {
  const table = textOf(valueAt(node, 'name'))
  const owner = textOf(valueAt(node, 'owner'))
  return { ...(table === undefined ? {} : { table }), ...(owner === undefined ? {} : { owner }) }
}

/** A table is public, or has a rule, or nobody can ask anything of it. */
function checkAccess(node: MappingNode, isPublic: boolean, reading: Reading): void {
  const rules = valueAt(node, 'rule')
  if (isPublic && rules !== undefined) refuse(reading, 'COLLABORATION_PUBLIC_RULE', {}, placeAt(node, 'public'))
  if (!isPublic && rules === undefined) refuse(reading, 'COLLABORATION_RULE_MISSING', {}, reading.place)
}

/** Whether a rule's column is the unit, or where the key path to it starts or ends. */
function isUnit(column: string, unit: readonly string[]): boolean {
  const last = unit.at(-1) ?? ''
  return column === unit[0] || column === last.slice(last.indexOf('.') + 1)
}
