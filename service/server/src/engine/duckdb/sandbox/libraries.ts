import { lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { dirname } from 'node:path'

/** What of the system's libraries a sandbox sees: folders, and links that lead to them. */
export type Libraries = {
  readonly folders: readonly string[]
  readonly links: readonly { readonly path: string; readonly target: string }[]
  /** The program that loads others; it can also say whether a library's own libraries are all there. */
  readonly loader: string
}

/**
 * The folders that hold the libraries which this very process uses: a worker is the same program. Undefined where the
 * operating system does not tell.
 */
export function findLibraries(): Libraries | undefined {
  const mapped = mappedLibraries()
  const loader = mapped.find((path) => /\/ld-[^/]+$/.test(path))
  if (loader === undefined) return undefined
  const folders = new Set(mapped.map((path) => dirname(path)))
  const links: { path: string; target: string }[] = []
  // Programs name their loader by one of these, whatever it is a link to.
  for (const path of ['/lib', '/lib64', '/usr/lib64']) {
    const kind = lstatSync(path, { throwIfNoEntry: false })
    if (kind?.isSymbolicLink() === true) links.push({ path, target: readlinkSync(path) })
    else if (kind !== undefined && path !== '/lib') folders.add(path)
  }
  return { folders: [...folders].sort(), links, loader }
}

function mappedLibraries(): readonly string[] {
  try {
    const paths = readFileSync('/proc/self/maps', 'utf8')
      .split('\n')
      .map((line) => line.slice(line.indexOf('/')))
    return [...new Set(paths)].filter((path) => /\.so(\.|$)/.test(path) && !path.endsWith('.node'))
  } catch {
    return []
  }
}
