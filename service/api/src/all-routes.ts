import { destinationRoutes } from './activation/destinations.ts'
import { budgetPolicyRoutes } from './budgets/budget-policy.ts'
import { dataSetBudgetRoutes } from './budgets/data-set-budget.ts'
import { collaborationRoutes } from './collaboration/routes.ts'
import { connectionRoutes } from './connections/connections.ts'
import type { AnyRoute } from './contract/route.ts'
import { identityRoutes } from './identity/routes.ts'
import { logRoutes } from './log/log.ts'
import { receiptRoutes } from './log/receipts.ts'
import { agentRoutes } from './mcp/agents.ts'
import { runRoutes } from './runs/routes.ts'
import { serverRoutes } from './server/server-routes.ts'
import { associationRoutes } from './tables/associations.ts'
import { tableRoutes } from './tables/configured-tables.ts'
import { documentRoutes } from './tables/document.ts'
import { fileRoutes } from './tables/files.ts'
import { intermediateTableRoutes } from './tables/intermediate-tables.ts'
import { approvalRuleRoutes } from './templates/approval-rules.ts'
import { templateRoutes } from './templates/templates.ts'
import { usageRoutes } from './usage/usage.ts'
import { webhookRoutes } from './webhooks/routes.ts'

/** Every operation of the API, in the order of its reference. */
export const allRoutes: readonly AnyRoute[] = [
  ...serverRoutes,
  ...identityRoutes,
  ...agentRoutes,
  ...collaborationRoutes,
  ...fileRoutes,
  ...connectionRoutes,
  ...tableRoutes,
  ...associationRoutes,
  ...intermediateTableRoutes,
  ...documentRoutes,
  ...templateRoutes,
  ...approvalRuleRoutes,
  ...budgetPolicyRoutes,
  ...dataSetBudgetRoutes,
  ...runRoutes,
  ...destinationRoutes,
  ...logRoutes,
  ...receiptRoutes,
  ...webhookRoutes,
  ...usageRoutes,
]
