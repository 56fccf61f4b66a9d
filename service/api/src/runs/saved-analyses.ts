import { type Nothing, nothing, type Page, type PageQuery, page, pageQuery } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { object, optional, type Shape, text } from '../contract/shape.ts'
import { idText, moment, nameText } from '../identity/words.ts'
import { type AnalysisAsk, analysisAsk, type InCollaboration, inCollaboration } from './ask.ts'

/** What a saved analysis is made of. */
export type SavedAnalysisDraft = { readonly name: string; readonly description?: string; readonly ask: AnalysisAsk }

/** An analysis that an organisation keeps for itself. */
export type SavedAnalysis = Required<SavedAnalysisDraft> & {
  readonly id: string
  readonly user?: string
  readonly createdAt: string
  readonly updatedAt: string
}

const descriptionText: Shape<string> = text({ max: 2000 })

const savedAnalysis: Shape<SavedAnalysis> = object<SavedAnalysis>(
  {
    id: idText('sav'),
    name: nameText,
    description: descriptionText,
    ask: analysisAsk,
    user: optional(text()),
    createdAt: moment,
    updatedAt: moment,
  },
  { name: 'SavedAnalysis' },
)

const draft: Shape<SavedAnalysisDraft> = object<SavedAnalysisDraft>(
  { name: nameText, description: optional(descriptionText), ask: analysisAsk },
  { name: 'SavedAnalysisDraft' },
)

type OfSaved = InCollaboration & { readonly analysis: string }
const ofSaved: Shape<OfSaved> = object<OfSaved>({ collaboration: idText('col'), analysis: idText('sav') })
const one = { path: '/v1/collaborations/{collaboration}/analyses/{analysis}', tag: 'saved analyses' } as const
const all = { path: '/v1/collaborations/{collaboration}/analyses', tag: 'saved analyses' } as const

/** Saves one. */
export const saveAnalysis: Route<
  { readonly params: InCollaboration; readonly query: Nothing; readonly body: SavedAnalysisDraft },
  SavedAnalysis
> = {
  id: 'saveAnalysis',
  method: 'POST',
  ...all,
  summary: 'Keep an analysis for your organisation',
  access: 'runs:write',
  params: inCollaboration,
  query: nothing,
  body: draft,
  answer: { status: 201, shape: savedAnalysis },
  problems: ['NOT_FOUND', 'CONFLICT'],
  hasEtag: true,
}

/** Lists them. */
export const listSavedAnalyses: Route<
  { readonly params: InCollaboration; readonly query: PageQuery },
  Page<SavedAnalysis>
> = {
  id: 'listSavedAnalyses',
  method: 'GET',
  ...all,
  summary: 'The analyses that your organisation keeps',
  access: 'runs:read',
  params: inCollaboration,
  query: pageQuery,
  answer: { status: 200, shape: page(savedAnalysis) },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** One of them. */
export const readSavedAnalysis: Route<{ readonly params: OfSaved; readonly query: Nothing }, SavedAnalysis> = {
  id: 'readSavedAnalysis',
  method: 'GET',
  ...one,
  summary: 'One of them',
  access: 'runs:read',
  params: ofSaved,
  query: nothing,
  answer: { status: 200, shape: savedAnalysis },
  problems: ['NOT_FOUND', 'CONFLICT'],
  hasEtag: true,
}

/** Changes one. */
export const changeSavedAnalysis: Route<
  { readonly params: OfSaved; readonly query: Nothing; readonly body: SavedAnalysisDraft },
  SavedAnalysis
> = {
  id: 'changeSavedAnalysis',
  method: 'PUT',
  ...one,
  summary: 'Put another in its place',
  access: 'runs:write',
  params: ofSaved,
  query: nothing,
  body: draft,
  answer: { status: 200, shape: savedAnalysis },
  problems: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
  hasEtag: true,
}

/** Drops one. */
export const deleteSavedAnalysis: Route<{ readonly params: OfSaved; readonly query: Nothing }, undefined> = {
  id: 'deleteSavedAnalysis',
  method: 'DELETE',
  ...one,
  summary: 'Drop it',
  access: 'runs:write',
  params: ofSaved,
  query: nothing,
  answer: { status: 204 },
  problems: ['NOT_FOUND', 'CONFLICT'],
}
