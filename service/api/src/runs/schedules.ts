import { type Nothing, nothing, type Page, type PageQuery, page, pageQuery } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { number, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { idText, moment, nameText } from '../identity/words.ts'
import { type InCollaboration, inCollaboration, type RunSubmission, runSubmission } from './ask.ts'

/** What a schedule is made of. */
export type ScheduleDraft = {
  readonly name: string
  readonly submission: RunSubmission
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string
  /** Absent: UTC. */
  readonly zone?: string
  /** The share of any budget that its runs may come to together; then it pauses. */
  readonly maxShare?: number
}

/** An analysis that is run again and again. */
export type Schedule = Omit<ScheduleDraft, 'zone'> & {
  readonly id: string
  readonly zone: string
  readonly status: 'active' | 'paused'
  /**
   * Why it pauses: `budget`, `refused`, `not-permitted`, `by-hand`; or why its maker does not stand for it any more:
   * `user-removed`, `user-disabled`, `role-removed`, `key-revoked`, `key-expired`.
   */
  readonly pauseReason?: string
  readonly nextAt?: string
  readonly user?: string
  readonly createdAt: string
  readonly updatedAt: string
}

const cronText: Shape<string> = text({ min: 9, max: 100, pattern: /^[\d*,/\-A-Za-z#L ]+$/, example: '0 6 * * 1' })
const zoneText: Shape<string> = text({ min: 1, max: 60, pattern: /^[A-Za-z0-9_+\-/]+$/, example: 'Europe/Berlin' })

const draftFields = {
  name: nameText,
  submission: runSubmission,
  cron: cronText,
  zone: optional(zoneText),
  maxShare: optional(number({ min: 0, max: 1 })),
}

const scheduleDraft: Shape<ScheduleDraft> = object<ScheduleDraft>(draftFields, { name: 'ScheduleDraft' })

const schedule: Shape<Schedule> = object<Schedule>(
  {
    ...draftFields,
    id: idText('sch'),
    zone: zoneText,
    status: oneOf('active', 'paused'),
    pauseReason: optional(text()),
    nextAt: optional(moment),
    user: optional(text()),
    createdAt: moment,
    updatedAt: moment,
  },
  { name: 'Schedule' },
)

/** What became of one tick. */
export type ScheduleTick = {
  readonly tick: string
  readonly at: string
  readonly outcome: 'submitted' | 'skipped' | 'paused'
  readonly run?: string
  readonly reason?: string
}

const scheduleTick: Shape<ScheduleTick> = object<ScheduleTick>(
  {
    tick: moment,
    at: moment,
    outcome: oneOf('submitted', 'skipped', 'paused'),
    run: optional(idText('run')),
    reason: optional(text()),
  },
  { name: 'ScheduleTick' },
)

type OfSchedule = InCollaboration & { readonly schedule: string }
const ofSchedule: Shape<OfSchedule> = object<OfSchedule>({ collaboration: idText('col'), schedule: idText('sch') })
const all = { path: '/v1/collaborations/{collaboration}/schedules', tag: 'schedules' } as const
const one = { path: '/v1/collaborations/{collaboration}/schedules/{schedule}', tag: 'schedules' } as const

/** Makes one. */
export const makeSchedule: Route<
  { readonly params: InCollaboration; readonly query: Nothing; readonly body: ScheduleDraft },
  Schedule
> = {
  id: 'makeSchedule',
  method: 'POST',
  ...all,
  summary: 'Run an analysis again and again',
  description:
    'Ticks that were missed while the server stood still are run once at most. It is submitted like every run, and pauses ' +
    'when whoever made, changed or resumed it last may not submit runs any more; somebody else resumes it.',
  access: 'runs:write',
  params: inCollaboration,
  query: nothing,
  body: scheduleDraft,
  answer: { status: 201, shape: schedule },
  problems: ['NOT_FOUND', 'CONFLICT', 'REFUSED'],
  hasEtag: true,
}

/** Lists them. */
export const listSchedules: Route<{ readonly params: InCollaboration; readonly query: PageQuery }, Page<Schedule>> = {
  id: 'listSchedules',
  method: 'GET',
  ...all,
  summary: 'The schedules of your organisation',
  access: 'runs:read',
  params: inCollaboration,
  query: pageQuery,
  answer: { status: 200, shape: page(schedule) },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** One of them. */
export const readSchedule: Route<{ readonly params: OfSchedule; readonly query: Nothing }, Schedule> = {
  id: 'readSchedule',
  method: 'GET',
  ...one,
  summary: 'One of them',
  access: 'runs:read',
  params: ofSchedule,
  query: nothing,
  answer: { status: 200, shape: schedule },
  problems: ['NOT_FOUND', 'CONFLICT'],
  hasEtag: true,
}

/** Changes one. */
export const changeSchedule: Route<
  { readonly params: OfSchedule; readonly query: Nothing; readonly body: ScheduleDraft },
  Schedule
> = {
  id: 'changeSchedule',
  method: 'PUT',
  ...one,
  summary: 'Put another in its place; what its runs have cost stays counted',
  access: 'runs:write',
  params: ofSchedule,
  query: nothing,
  body: scheduleDraft,
  answer: { status: 200, shape: schedule },
  problems: ['NOT_FOUND', 'CONFLICT', 'REFUSED', 'VERSION_CONFLICT'],
  hasEtag: true,
}

function turn(
  verb: 'pause' | 'resume',
  summary: string,
): Route<{ readonly params: OfSchedule; readonly query: Nothing }, Schedule> {
  return {
    id: `${verb}Schedule`,
    method: 'POST',
    path: `${one.path}/${verb}`,
    tag: one.tag,
    summary,
    access: 'runs:write',
    params: ofSchedule,
    query: nothing,
    answer: { status: 200, shape: schedule },
    problems: ['NOT_FOUND', 'CONFLICT'],
  }
}

/** Lets one rest. */
export const pauseSchedule: Route<{ readonly params: OfSchedule; readonly query: Nothing }, Schedule> = turn(
  'pause',
  'Let it rest',
)

/** Lets it go on. */
export const resumeSchedule: Route<{ readonly params: OfSchedule; readonly query: Nothing }, Schedule> = turn(
  'resume',
  'Let it go on, from its next tick',
)

/** Drops one. */
export const deleteSchedule: Route<{ readonly params: OfSchedule; readonly query: Nothing }, undefined> = {
  id: 'deleteSchedule',
  method: 'DELETE',
  ...one,
  summary: 'Drop it; its runs stay',
  access: 'runs:write',
  params: ofSchedule,
  query: nothing,
  answer: { status: 204 },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** What became of its ticks. */
export const listScheduleTicks: Route<
  { readonly params: OfSchedule; readonly query: PageQuery },
  Page<ScheduleTick>
> = {
  id: 'listScheduleTicks',
  method: 'GET',
  path: `${one.path}/ticks`,
  tag: one.tag,
  summary: 'What became of its ticks, newest first',
  access: 'runs:read',
  params: ofSchedule,
  query: pageQuery,
  answer: { status: 200, shape: page(scheduleTick) },
  problems: ['NOT_FOUND', 'CONFLICT'],
}
