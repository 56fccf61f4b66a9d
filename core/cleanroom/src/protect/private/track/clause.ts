import type { Span } from '@glovebox/diagnostics'
import type { PrivacyClause, ReduceRelation } from '@glovebox/sql'
import type { ClauseOptions } from '../aggregation.ts'
import { type TrackedRows, unitOf } from './tracked.ts'
import { refuseTracked, type Work } from './work.ts'

/** More groups or units than anybody has. */
const mostCounted = 1_000_000_000

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value <= mostCounted
}

type Option = PrivacyClause['options'][number]

/** What an analyst's clause says, where there is one; refused where it speaks of another unit or of what is not offered. */
export function clauseOptions(
  { privacy }: ReduceRelation,
  input: TrackedRows,
  work: Work,
): ClauseOptions | undefined | 'refused' {
  if (privacy === undefined) return undefined
  const { options, at } = privacy
  const find = (name: string): Option | undefined => options.find((option) => option.name === name)
  const number = (name: string): number | undefined => {
    const value = find(name)?.value
    return value?.kind === 'number' ? value.value : undefined
  }
  const unit = find('privacy_unit_column')
  if (unit !== undefined && (unit.value.kind !== 'column' || !input.same.has(unit.value.id))) {
    return refuseTracked(work, input.tables, 'PRIVACY_CLAUSE_UNIT', { unit: unitOf(input) }, unit.at).kind
  }
  const other = options.find(({ name }) => name === 'max_rows_contributed' || name === 'group_selection_epsilon')
  if (other !== undefined) {
    return refuseTracked(work, input.tables, 'PRIVACY_CLAUSE_OPTION', { option: other.name }, other.at).kind
  }
  for (const name of ['max_groups_contributed', 'min_privacy_units_per_group']) {
    const option = find(name)
    const isFit = option?.value.kind !== 'number' || isCount(option.value.value)
    if (option !== undefined && !isFit) {
      return refuseTracked(work, input.tables, 'PRIVACY_CLAUSE_COUNT', { option: name }, option.at).kind
    }
  }
  const strategy = find('group_selection_strategy')?.value
  const [epsilon, delta] = [number('epsilon'), number('delta')]
  const [maxGroups, minimumUnits] = [number('max_groups_contributed'), number('min_privacy_units_per_group')]
  return {
    ...(epsilon === undefined ? {} : { epsilon }),
    ...(delta === undefined ? {} : { delta }),
    ...(maxGroups === undefined ? {} : { maxGroups }),
    ...(minimumUnits === undefined ? {} : { minimumUnits }),
    ...(strategy?.kind === 'word' ? { groupSelection: strategy.text.toUpperCase() } : {}),
    at,
    places: placesOf(options),
  }
}

function placesOf(options: readonly Option[]): Readonly<Record<string, Span>> {
  return Object.fromEntries(options.map(({ name, at }) => [name, at]))
}
