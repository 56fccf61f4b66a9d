import { refuse } from './refused.ts'

/** Where a table is: everything that it is made of lies in one folder, and its keys are relative to that. */
export type TableLocation = {
  /** What the folder is called: where it is, and where its metadata says that it is, which differ for a copied table. */
  readonly names: readonly string[]
}

/** A location by its names, as they are written in whatever way. */
export function locationOf(...names: readonly string[]): TableLocation {
  return { names: [...new Set(names.map((name) => `${canonical(name).replace(/\/+$/, '')}/`))] }
}

/** The key of what an absolute path names; paths that lead out of the table are refused, with whatever grant. */
export function keyOf(location: TableLocation, path: string): string {
  const full = canonical(path)
  for (const name of location.names) if (full.startsWith(name)) return safeKey(full.slice(name.length))
  return refuse(
    'forbidden',
    `the metadata names a file outside of the table, in \`${placeOf(full)}\`; only what lies in the table's own folder is read`,
  )
}

/** A key that leads nowhere else. */
export function safeKey(key: string): string {
  const segments = key.split('/')
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..') || /[\0\\]/.test(key))
    return refuse('forbidden', 'the metadata names a file by a path that leads out of the table or nowhere')
  return key
}

/** Whether a path says where it begins, instead of being relative to the table. */
export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(path)
}

/** One spelling of places that are written in several ways. */
function canonical(path: string): string {
  const local = /^(?:file:(?:\/\/(?:localhost)?)?)?(\/.*)$/i.exec(path)
  if (local !== null) return `file://${local[1]?.replace(/^\/{2,}/, '/')}`
  return path.replace(/^([a-zA-Z][a-zA-Z0-9+.-]*):\/\//, (_, scheme: string) => {
    const low = scheme.toLowerCase()
    return `${low === 's3a' || low === 's3n' ? 's3' : low}://`
  })
}

/** Scheme and host, without anything that may be secret or of a row. */
function placeOf(full: string): string {
  const [, scheme, host] = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/@]*@)?([^/?#]*)/.exec(full) ?? []
  return scheme === undefined ? 'elsewhere' : `${scheme}://${host}`
}
