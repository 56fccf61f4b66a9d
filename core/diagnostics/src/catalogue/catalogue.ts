import { type CollaborationCodes, collaborationCodes } from './collaboration.ts'
import type { Wording } from './entry.ts'
import { type LogCodes, logCodes } from './log.ts'
import { type NameCodes, nameCodes } from './names.ts'
import { type PriceCodes, priceCodes } from './price.ts'
import { type PrivacyCodes, privacyCodes } from './privacy.ts'
import { type RuleCodes, ruleCodes } from './rule.ts'
import { type RunCodes, runCodes } from './run.ts'
import { type ServerCodes, serverCodes } from './server.ts'
import { type ShareCodes, shareCodes } from './share.ts'
import { type SqlCodes, sqlCodes } from './sql.ts'

/** What the wording of each code speaks of. Codes are stable: add, never rename. */
export type Codes = SqlCodes &
  NameCodes &
  RuleCodes &
  PrivacyCodes &
  PriceCodes &
  CollaborationCodes &
  RunCodes &
  ServerCodes &
  LogCodes &
  ShareCodes

/** A stable name of one refusal. */
export type Code = keyof Codes

/** Every code and its wording: the one list of refusals. */
export const catalogue: Wording<Codes> = {
  ...sqlCodes,
  ...nameCodes,
  ...ruleCodes,
  ...privacyCodes,
  ...priceCodes,
  ...collaborationCodes,
  ...runCodes,
  ...serverCodes,
  ...logCodes,
  ...shareCodes,
}
