import type { Collaboration } from '@glovebox/cleanroom'
import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'
import type { AccessRefused } from '../collaboration/budget/access.ts'

/** Why a run may not read a table any more. */
export function accessExhausted({ tables }: Collaboration, { table, per, until }: AccessRefused): Diagnostic {
  const owner = tables.find(({ name }) => name === table)?.owner
  return diagnostic('RUN_ACCESS_EXHAUSTED', { table, per, ...(until === undefined ? {} : { until }) }, undefined, {
    table,
    ...(owner === undefined ? {} : { owner }),
  })
}
