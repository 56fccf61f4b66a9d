import { deleteFile, listFiles, putFile } from '@glovebox/api'
import { deleteFile as remove } from '../../collaboration/file/delete-file.ts'
import { listFiles as list } from '../../collaboration/file/list-files.ts'
import { putFile as put } from '../../collaboration/file/put-file.ts'
import { done } from '../../collaboration/outcome.ts'
import type { ServerWorld } from '../../server-world.ts'
import { type Binding, bind } from '../binding.ts'
import { emptyReplyOf, replyOf } from '../reply-of.ts'

/** An organisation's own files. */
export function fileBindings(world: ServerWorld): readonly Binding[] {
  return [
    bind(putFile, async ({ params, principal, request }) =>
      replyOf(
        await put(
          world,
          principal.organisation,
          params.path,
          request.upload ?? new Blob([]).stream(),
          world.uploadBytes,
        ),
      ),
    ),
    bind(listFiles, async ({ principal }) => replyOf(done(await list(world, principal.organisation)))),
    bind(deleteFile, async ({ params, principal }) =>
      emptyReplyOf(await remove(world, principal.organisation, params.path)),
    ),
  ]
}
