import type { Scope } from '@glovebox/api'
import type { Principal } from '../principal.ts'
import { type Html, html, pageResponse } from './page.ts'
import type { Authorization } from './read-authorization.ts'
import { formTargetOf, hostOf } from './redirect-uri.ts'

/** What each scope means to a person. */
const meanings: Partial<Record<Scope, string>> = {
  'collaborations:read': 'see your collaborations, their members, tables, rules and budgets',
  'tables:read': 'see the tables of your organisation: names, columns and rules, never rows',
  'analyses:check': 'check analyses: what rules say and what they would cost; runs nothing',
  'runs:read': 'see runs: what was asked and how it ended',
  'runs:write': 'run analyses, which spends privacy budget',
  'results:read': 'read the results you receive',
  'log:read': 'read the audit log',
}

/** The shares that stand in the form at first, in percent. */
const proposed = { maxShare: 10, approvalAboveShare: 2 } as const

/** Asks a person what a program may do for it, and how much it may spend. */
export function consentPage(
  asked: Authorization,
  {
    principal,
    scopes,
    query,
    seal,
    wrong,
  }: {
    readonly principal: Principal
    /** What of the asked scopes the person may give. */
    readonly scopes: readonly Scope[]
    readonly query: string
    readonly seal: string
    readonly wrong?: string
  },
): Response {
  return pageResponse(
    'Let a program act for you?',
    html`<p>A program that calls itself <strong>${asked.name}</strong> asks to act for <strong>${principal.name}</strong> of
<strong>${principal.organisationName}</strong>. You will be led back to <strong>${hostOf(asked.redirectUri)}</strong>.
Nobody checked its name: go on only if you began this yourself just now.</p>${
      wrong === undefined ? [] : [html`<p class="wrong" role="alert">${wrong}</p>`]
    }<form method="post" action="/oauth/authorize"><input type="hidden" name="query" value="${query}"><input type="hidden" name="seal" value="${seal}">
<fieldset><legend>It may</legend>${scopes.map(choice)}</fieldset>
<fieldset><legend>It may spend</legend>
<label>at most <input type="number" name="max_share" min="0" max="100" step="any" value="${String(proposed.maxShare)}" required> % of each privacy budget in a collaboration, all its runs together</label>
<label>and asks a person before a run that costs over <input type="number" name="approval_above_share" min="0" max="100" step="any" value="${String(proposed.approvalAboveShare)}"> % (empty: it never asks)</label></fieldset>
<button name="decision" value="allow">Allow</button><button name="decision" value="deny">Refuse</button></form>
<p class="note">You can end this at any time: <code>glovebox api listAgents</code> and <code>glovebox api revokeAgent</code>.</p>`,
    { status: wrong === undefined ? 200 : 400, formTarget: formTargetOf(asked.redirectUri) },
  )
}

function choice(scope: Scope): Html {
  return html`<label><input type="checkbox" name="scope" value="${scope}" checked> ${meanings[scope] ?? scope}</label>`
}
