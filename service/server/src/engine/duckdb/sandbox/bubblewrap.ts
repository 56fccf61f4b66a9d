import type { Libraries } from './libraries.ts'

/** Where things are inside a sandbox. */
export const inside = {
  node: '/engine/node',
  addonFolder: '/engine/duckdb',
  workerFolder: '/engine/worker',
  dataFolder: '/data',
  spillFolder: '/spill',
} as const

/** What a sandbox shows of the machine; everything but the spill folder read-only. */
export type SandboxView = {
  readonly libraries: Libraries
  readonly node: string
  readonly addonFolder: string
  readonly workerFolder?: string
  readonly spillFolder?: string
  readonly files: readonly { readonly path: string; readonly at: string }[]
}

/**
 * Arguments for bubblewrap: no network, no processes but its own, no users, no environment, no capabilities, and of
 * the file system what the view says. There is no /proc, /dev or /tmp: nothing in a worker needs them.
 */
export function bubblewrapArguments(view: SandboxView, seccompDescriptor: number): readonly string[] {
  const { folders, links } = view.libraries
  return [
    '--unshare-all',
    '--die-with-parent',
    '--new-session',
    ...['--cap-drop', 'ALL'],
    '--clearenv',
    ...['--uid', '65534', '--gid', '65534', '--hostname', 'engine'],
    ...folders.flatMap((folder) => ['--ro-bind', folder, folder]),
    ...links.flatMap(({ path, target }) => ['--symlink', target, path]),
    ...['--ro-bind', view.node, inside.node],
    ...['--ro-bind', view.addonFolder, inside.addonFolder],
    ...(view.workerFolder === undefined ? [] : ['--ro-bind', view.workerFolder, inside.workerFolder]),
    ...view.files.flatMap(({ path, at }) => ['--ro-bind', path, at]),
    ...(view.spillFolder === undefined ? [] : ['--bind', view.spillFolder, inside.spillFolder]),
    ...['--remount-ro', '/'],
    ...['--chdir', '/engine'],
    ...['--seccomp', String(seccompDescriptor)],
    '--',
  ]
}
