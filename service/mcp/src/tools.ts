import { checkAnalysisTool } from './tool/check-analysis.ts'
import { describeCollaborationTool } from './tool/describe-collaboration.ts'
import { explainAnalysisTool } from './tool/explain-analysis.ts'
import { listCollaborationsTool } from './tool/list-collaborations.ts'
import { listRunsTool } from './tool/list-runs.ts'
import { readBudgetsTool } from './tool/read-budgets.ts'
import { readRunTool } from './tool/read-run.ts'
import { runAnalysisTool } from './tool/run-analysis.ts'
import type { AnyTool } from './tool/tool.ts'

/** Every tool, in the order in which they are used. */
export const tools: readonly AnyTool[] = [
  listCollaborationsTool,
  describeCollaborationTool,
  checkAnalysisTool,
  explainAnalysisTool,
  runAnalysisTool,
  readRunTool,
  listRunsTool,
  readBudgetsTool,
]
