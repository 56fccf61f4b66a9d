import type { Refusal } from '@glovebox/api'
import { type Ask, type Assessment, assess, type Collaboration, type Plan } from '@glovebox/cleanroom'
import { type Diagnostic, diagnostic, hasErrors } from '@glovebox/diagnostics'
import { type Schema, tablesOf } from '@glovebox/sql'
import { findSchema } from './find-schema.ts'
import { checkMayQuery, receiversOf } from './permission.ts'
import { readCollaborationFile } from './read-collaboration-file.ts'
import { refusal } from './refusal.ts'
import type { World } from './world.ts'

/** Where an ask stands before anything runs. */
export type AssessedAsk =
  /** Refused before any rule could speak. */
  | { readonly kind: 'turned-away'; readonly refusal: Refusal }
  | (Assessed & { readonly kind: 'refused'; readonly reason: Refusal['reason'] })
  | (Assessed & {
      readonly kind: 'accepted'
      readonly plan: Plan
      readonly collaboration: Collaboration
      /** The collaboration file as it was read. */
      readonly fileText: string
      readonly schema: Schema
      /** The names of the tables that the plan reads. */
      readonly tables: readonly string[]
      readonly receivers: readonly string[]
    })

type Assessed = { readonly assessment: Assessment; readonly diagnostics: readonly Diagnostic[] }

/** Reads the file, asks whether the member may ask, finds the types, and lets every rule of every owner speak. */
export async function assessAsk(world: World, ask: Ask): Promise<AssessedAsk> {
  const { text: fileText, collaboration, diagnostics: mistakes } = readCollaborationFile(world)
  if (collaboration === undefined) return turnedAway('validation', mistakes, fileText)
  const forbidden = checkMayQuery(collaboration, ask.member)
  if (forbidden.length > 0) return turnedAway('not-permitted', forbidden, fileText)
  const { schema, diagnostics: unread } = await findSchema(world, collaboration)
  if (hasErrors(unread)) return turnedAway('validation', unread, fileText)

  const assessment = assess(ask, collaboration, schema)
  const { diagnostics, plan } = assessment
  if (plan === undefined || hasErrors(diagnostics)) return { kind: 'refused', reason: 'rule', assessment, diagnostics }
  const tables = [...new Set(tablesOf(plan.query).map(({ table }) => table))]
  const receivers = receiversOf(collaboration, tables)
  if (receivers.length > 0)
    return { kind: 'accepted', assessment, diagnostics, plan, collaboration, fileText, schema, tables, receivers }
  const unreceived = [...diagnostics, diagnostic('RUN_NO_RECEIVER', { tables })]
  return { kind: 'refused', reason: 'not-permitted', assessment, diagnostics: unreceived }
}

function turnedAway(reason: Refusal['reason'], diagnostics: readonly Diagnostic[], text: string): AssessedAsk {
  return { kind: 'turned-away', refusal: refusal(reason, diagnostics, text) }
}
