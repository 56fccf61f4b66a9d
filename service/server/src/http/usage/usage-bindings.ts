import { readUsage } from '@glovebox/api'
import { usageCsv, usageReport } from '../../metering/usage-report.ts'
import type { RunWorld } from '../../runs/run-world.ts'
import { answer, type Binding, bind } from '../binding.ts'

/** Usage over HTTP. */
export function usageBindings(world: RunWorld): readonly Binding[] {
  return [
    bind(readUsage, async ({ query, principal, request }) => {
      const report = await usageReport(world, world.runs.prices, principal.organisation, query)
      if (request.accepts !== 'text/csv') return answer(report)
      const headers = { 'content-disposition': `attachment; filename="usage-${report.month}.csv"` }
      return { kind: 'bytes', media: 'text/csv', body: usageCsv(report), headers }
    }),
  ]
}
