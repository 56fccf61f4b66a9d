import type { ListRule } from '../model/analysis-rule.ts'
import { additionalAnalyses, joinOperators } from './aggregation-rule.ts'
import { type Decoder, object, optional, required } from './decode.ts'
import { columnName } from './name.ts'
import { placesOf } from './node.ts'
import { refuseOverlap } from './rule-overlap.ts'
import { words } from './words.ts'

/** A list rule, as AWS Clean Rooms writes its policy. */
export const listRule: Decoder<ListRule> = object(
  {
    joinColumns: required(words(columnName, { atLeast: 1 }), 'the columns that must be joined on'),
    allowedJoinOperators: optional(joinOperators, 'how join conditions may be combined; AND where it is absent'),
    listColumns: required(words(columnName), 'the columns to select and filter by'),
    additionalAnalyses: optional(additionalAnalyses, 'whether results must feed an additional analysis'),
  },
  ({ joinColumns, allowedJoinOperators = [], listColumns, additionalAnalyses: additional }, { node, reading }) => {
    const lists = { key: 'listColumns', columns: listColumns ?? [] }
    refuseOverlap(lists, { key: 'joinColumns', columns: joinColumns ?? [] }, node, reading)
    if (joinColumns === undefined || listColumns === undefined) return undefined
    return {
      kind: 'list',
      joinColumns,
      allowedJoinOperators,
      listColumns,
      ...(additional === undefined ? {} : { additionalAnalyses: additional }),
      at: node.head,
      places: placesOf(node),
    }
  },
)
