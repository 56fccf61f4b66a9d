import type { AnalysisRule } from './analysis-rule.ts'

/** A column that a rule names, the path of the item in the rule's body, and what it must be able to do. */
export type RuleColumn = {
  readonly column: string
  readonly path: string
  readonly use: 'any' | 'identity' | 'SUM' | 'SUM_DISTINCT' | 'AVG'
}

/** Every column that a rule names. */
export function ruleColumns(rule: AnalysisRule): readonly RuleColumn[] {
  switch (rule.kind) {
    case 'aggregation':
      return [
        ...rule.aggregateColumns.flatMap(({ columnNames, function: aggregate }, index) =>
          columnNames.map((column, at): RuleColumn => {
            const use = aggregate === 'COUNT' || aggregate === 'COUNT_DISTINCT' ? 'any' : aggregate
            return { column, path: `aggregateColumns/${index}/columnNames/${at}`, use }
          }),
        ),
        ...named('joinColumns', rule.joinColumns),
        ...named('dimensionColumns', rule.dimensionColumns),
        ...rule.outputConstraints.map(({ columnName }, index): RuleColumn => {
          return { column: columnName, path: `outputConstraints/${index}/columnName`, use: 'any' }
        }),
      ]
    case 'list':
      return [...named('joinColumns', rule.joinColumns), ...named('listColumns', rule.listColumns)]
    case 'custom': {
      const { aggregationThreshold: threshold, comparisonControls: controls, differentialPrivacy: privacy } = rule
      const literal = controls?.allowedLiteralComparisonColumns ?? []
      const column = controls?.allowedColumnComparisonColumns ?? []
      return [
        ...named('disallowedOutputColumns', rule.disallowedOutputColumns),
        ...named('aggregationThresholds/0/identityColumns', threshold ? [threshold.identityColumn] : [], 'identity'),
        ...(threshold?.outputColumnThresholds ?? []).map(({ outputColumnName }, index): RuleColumn => {
          const path = `aggregationThresholds/0/outputColumnThresholds/${index}/outputColumnName`
          return { column: outputColumnName, path, use: 'any' }
        }),
        ...named('comparisonControls/allowedLiteralComparisonColumns', literal),
        ...named('comparisonControls/allowedColumnComparisonColumns', column),
        ...(privacy
          ? [{ column: privacy.column, path: 'differentialPrivacy/columns/0/name', use: 'identity' } as const]
          : []),
      ]
    }
  }
}

function named(path: string, columns: readonly string[], use: RuleColumn['use'] = 'any'): readonly RuleColumn[] {
  return columns.map((column, index) => ({ column, path: `${path}/${index}`, use }))
}
