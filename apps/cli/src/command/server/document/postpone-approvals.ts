import type { CollaborationDocument } from '@glovebox/cleanroom'

/** A document without approvals that nobody can give so far, and the templates that they are of. */
export type Postponed = { readonly document: CollaborationDocument; readonly templates: readonly string[] }

/**
 * Takes a member's approvals of templates out that their authors have not proposed yet: one file that all members apply
 * has to begin with one of them.
 */
export function postponeApprovals(
  document: CollaborationDocument,
  { member, proposed }: { readonly member: string; readonly proposed: readonly string[] },
): Postponed {
  const known = new Set(proposed.map((name) => name.toLowerCase()))
  const waits = (document.templates ?? []).filter(
    ({ name, author, approvedBy = [] }) =>
      author !== member && approvedBy.includes(member) && !known.has(name.toLowerCase()),
  )
  if (waits.length === 0) return { document, templates: [] }
  const templates = (document.templates ?? []).map((template) => {
    if (!waits.includes(template)) return template
    const { approvedBy = [], ...rest } = template
    return { ...rest, approvedBy: approvedBy.filter((name) => name !== member) }
  })
  return { document: { ...document, templates }, templates: waits.map(({ name }) => name) }
}
