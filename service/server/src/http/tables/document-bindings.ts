import { applyDocument, getDocument } from '@glovebox/api'
import { type ContributionWorld, contributorOf } from '../../collaboration/contribution-world.ts'
import { applyDocument as apply } from '../../collaboration/document/apply-document.ts'
import { readDocument } from '../../collaboration/document/read-document.ts'
import { type Binding, bind } from '../binding.ts'
import { replyOf } from '../reply-of.ts'

/** A collaboration as one file. */
export function documentBindings(world: ContributionWorld): readonly Binding[] {
  return [
    bind(getDocument, async ({ params, principal, request }) => {
      const read = await readDocument(world, principal.organisation, params.collaboration)
      if (!read.ok || request.accepts !== 'application/yaml') return replyOf(read)
      const { text, revision } = read.value
      return { kind: 'bytes', media: 'application/yaml', body: text, headers: { etag: `"${revision}"` } }
    }),
    bind(applyDocument, async ({ params, query, body, principal, request }) =>
      replyOf(
        await apply(world, contributorOf(principal), params.collaboration, body.text, {
          ...query,
          ifMatch: request.ifMatch,
          scopes: principal.scopes,
        }),
      ),
    ),
  ]
}
