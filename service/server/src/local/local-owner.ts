import { randomBytes } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'
import type { PreviewQuestion, SchemaQuestion, SourcePreview, SourceQuestion, SourceReport } from '@glovebox/api'
import type { FetchControl } from '@glovebox/source'
import type { Outcome } from '../collaboration/outcome.ts'
import type { Look } from '../connections/look.ts'
import { describeSource, previewSource, testSource } from '../connections/look-at-source.ts'
import { once } from '../once.ts'
import { makeFetchFolder } from '../source/fetch-folder.ts'
import { type LocalConnections, openLocalConnections } from './local-connections.ts'
import { openLocalSources } from './local-sources.ts'
import { openLocalEngine, temporaryRoot } from './temporary-root.ts'

/** What whoever holds a collaboration file does with the places of its tables. */
export type LocalOwner = {
  readonly connections: LocalConnections
  test(question: SourceQuestion, control: FetchControl): Promise<Outcome<SourceReport>>
  schema(question: SchemaQuestion, control: FetchControl): Promise<Outcome<SourceReport>>
  preview(question: PreviewQuestion, control: FetchControl): Promise<Outcome<SourcePreview>>
  close(): Promise<void>
}

/** Opens it; the file itself need not be there yet. `member`: as whose table a source is meant. */
export function openLocalOwner({
  file,
  member,
}: {
  readonly file: string
  readonly member?: string | undefined
}): LocalOwner {
  const folder = dirname(resolve(file))
  const stateFolder = join(folder, '.glovebox')
  const clock = (): Date => new Date()
  const sources = openLocalSources({ folder, stateFolder })
  const look: Look = {
    open: (source) => sources.open(source, member),
    engine: once(() => openLocalEngine(stateFolder)),
    fetchFolder: () => makeFetchFolder(temporaryRoot(stateFolder)),
    clock,
  }
  return {
    connections: openLocalConnections(stateFolder, { clock, random: (bytes) => randomBytes(bytes) }),
    test: (question, control) => testSource(look, question, control),
    schema: (question, control) => describeSource(look, question, control),
    preview: (question, control) => previewSource(look, question, control),
    close: sources.close,
  }
}
