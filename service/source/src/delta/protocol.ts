import { malformed, unsupported } from '../lake/refused.ts'
import { list, type Members, maybe, text, whole } from '../lake/shape.ts'

/** What a table asks of those who read it. */
export type Protocol = { readonly reader: number; readonly features: ReadonlySet<string> }

const known = [
  'columnMapping',
  'deletionVectors',
  'timestampNtz',
  'typeWidening',
  'typeWidening-preview',
  'v2Checkpoint',
  'vacuumProtocolCheck',
]

/** Reads what a table asks of its readers; what is not understood here is refused, as the protocol demands. */
export function readProtocol(action: Members): Protocol {
  const reader = whole(action.get('minReaderVersion'), '`minReaderVersion`')
  if (reader < 1 || reader > 3) return unsupported(`the table asks for version ${reader} of readers; 1 to 3 are read`)
  const listed = (maybe(action.get('readerFeatures'), '`readerFeatures`', list) ?? []).map((name) =>
    text(name, 'a feature'),
  )
  if (reader < 3 && listed.length > 0) return malformed('features are listed that the protocol version has not')
  const strange = listed.filter((name) => !known.includes(name))
  if (strange.length > 0)
    return unsupported(
      `the table uses ${strange.map((name) => `\`${name}\``).join(', ')}, which readers must understand; ${known.join(', ')} are`,
    )
  return { reader, features: new Set(reader === 2 ? ['columnMapping'] : listed) }
}
