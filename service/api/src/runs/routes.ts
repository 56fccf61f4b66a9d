import type { AnyRoute } from '../contract/route.ts'
import { listBudgets, openBudgetPeriod } from './budgets.ts'
import { checkAnalysis, explainAnalysis } from './check.ts'
import {
  approveRun,
  cancelRun,
  deleteResult,
  listRuns,
  readResult,
  readRun,
  rejectRun,
  submitRun,
  watchRun,
} from './run.ts'
import {
  changeSavedAnalysis,
  deleteSavedAnalysis,
  listSavedAnalyses,
  readSavedAnalysis,
  saveAnalysis,
} from './saved-analyses.ts'
import {
  changeSchedule,
  deleteSchedule,
  listSchedules,
  listScheduleTicks,
  makeSchedule,
  pauseSchedule,
  readSchedule,
  resumeSchedule,
} from './schedules.ts'

/** Everything that can be done with analyses and runs. */
export const runRoutes: readonly AnyRoute[] = [
  checkAnalysis,
  explainAnalysis,
  submitRun,
  listRuns,
  readRun,
  watchRun,
  cancelRun,
  approveRun,
  rejectRun,
  readResult,
  deleteResult,
  listBudgets,
  openBudgetPeriod,
  saveAnalysis,
  listSavedAnalyses,
  readSavedAnalysis,
  changeSavedAnalysis,
  deleteSavedAnalysis,
  makeSchedule,
  listSchedules,
  readSchedule,
  changeSchedule,
  pauseSchedule,
  resumeSchedule,
  deleteSchedule,
  listScheduleTicks,
]
