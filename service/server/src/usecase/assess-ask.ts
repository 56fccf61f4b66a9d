import type { Refusal } from '@glovebox/api'
import { type Ask, type Assessment, assess, type Collaboration, type Plan } from '@glovebox/cleanroom'
import { type Diagnostic, diagnostic, hasErrors } from '@glovebox/diagnostics'
import type { Schema } from '@glovebox/sql'
import { findSchema } from './find-schema.ts'
import { lastUsed } from './last-used.ts'
import { tablesRead } from './plan-queries.ts'
import { receiversOf } from './receivers.ts'
import { refusal } from './refusal.ts'
import { isIsolated, isStrict } from './required-isolation.ts'
import type { World } from './world.ts'

/** Where an ask stands before anything runs. */
export type AssessedAsk =
  /** The room itself is not in order: no rule could speak. */
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
  const { text: fileText, collaboration, diagnostics: mistakes } = await world.document()
  if (collaboration === undefined) return turnedAway(mistakes, fileText)
  const { schema, diagnostics: unread } = await findSchema(world, collaboration, ask)
  if (hasErrors(unread)) return turnedAway(unread, fileText)

  const assessment = assessOnce(ask, collaboration, schema)
  const { diagnostics, plan } = assessment
  if (plan === undefined) return { kind: 'refused', reason: reasonOf(diagnostics), assessment, diagnostics }
  const tables = tablesRead(plan)
  const strict = collaboration.tables.filter(({ name }) => tables.includes(name)).filter(isStrict)
  if (!(await isIsolated(strict, world))) {
    const tooOpen = diagnostic('RUN_ISOLATION_TOO_WEAK', { tables: strict.map(({ name }) => name) })
    return { kind: 'refused', reason: 'not-permitted', assessment, diagnostics: [...diagnostics, tooOpen] }
  }
  // What is activated goes to no member.
  const isActivation = ask.kind === 'template' && ask.destination !== undefined
  const receivers = isActivation ? [] : receiversOf(collaboration, tables)
  if (receivers.length > 0 || isActivation)
    return { kind: 'accepted', assessment, diagnostics, plan, collaboration, fileText, schema, tables, receivers }
  const unreceived = [...diagnostics, diagnostic('RUN_NO_RECEIVER', { tables })]
  return { kind: 'refused', reason: 'not-permitted', assessment, diagnostics: unreceived }
}

/** What rules say of an ask is a function of three things: whoever checks before it runs has it assessed once. */
function assessOnce(ask: Ask, collaboration: Collaboration, schema: Schema): Assessment {
  const name = JSON.stringify([placeOf(collaboration), placeOf(schema), ask])
  return assessments(name, () => assess(ask, collaboration, schema))
}

const assessments = lastUsed<Assessment>(200)
const places = new WeakMap<object, number>()
let count = 0

/** A number that stands for an object while it lives, and never for another. */
function placeOf(object: object): number {
  const place = places.get(object) ?? count++
  places.set(object, place)
  return place
}

/** Whoever may not ask at all is told so first, whatever else is wrong. */
function reasonOf(diagnostics: readonly Diagnostic[]): Refusal['reason'] {
  const isPermitted = diagnostics.every(({ code }) => !notPermitted.includes(code))
  return isPermitted ? 'rule' : 'not-permitted'
}

const notPermitted: readonly string[] = ['MEMBER_UNKNOWN', 'MEMBER_MAY_NOT_QUERY', 'MEMBER_MAY_NOT_ACTIVATE']

/** Warnings about the file are for `validate`: whoever asks wants to know what stands in the way. */
function turnedAway(diagnostics: readonly Diagnostic[], text: string): AssessedAsk {
  const mistakes = diagnostics.filter(({ severity }) => severity === 'error')
  return { kind: 'turned-away', refusal: refusal('validation', mistakes, text) }
}
