/** What a process and everything it starts may take. */
export type ResourceLimits = {
  readonly memoryMb: number
  readonly cpuSeconds: number
  readonly openFiles: number
  readonly fileMb: number
}

/** What all processes of a run hold in memory beyond what DuckDB counts. */
const residentBaseMb = 1024

/** The memory that all processes of a run may have together, where the kernel limits that. */
export function groupMb({ memoryMb }: Pick<ResourceLimits, 'memoryMb'>): number {
  return memoryMb + residentBaseMb
}

/** Node, its threads' stacks, DuckDB's own tables, and what allocators hold beyond what DuckDB counts. */
const baseMb = 2048
/** Addresses that are set aside and never used: V8 takes gigabytes of them. */
const addressMb = 8192

/**
 * A command under limits. The shell sets them and becomes the command; a limit that is already lower stays. The number
 * of processes is not among them: it counts all of a user's, so that a busy account could not start a run; inside the
 * sandbox the system call filter allows none at all. `members` is the file of the group that it begins in.
 */
export function limited(limits: ResourceLimits, command: readonly string[], members?: string): readonly string[] {
  const kilobytes = (mb: number): number => mb * 1024
  const settings = [
    `-d ${kilobytes(limits.memoryMb + baseMb)}`,
    `-v ${kilobytes(limits.memoryMb + baseMb + addressMb)}`,
    `-t ${limits.cpuSeconds}`,
    `-n ${limits.openFiles}`,
    `-f ${limits.fileMb * 2048}`,
    '-c 0',
  ]
  const script = settings.map((setting) => `ulimit ${setting} 2>/dev/null`).join('; ')
  // A run that did not get into its group would not be limited as its receipt says.
  const join = members === undefined ? '' : 'echo $$ > "$0" || exit 126; '
  return ['/bin/sh', '-c', `${join}${script}; exec "$@"`, members ?? 'sh', ...command]
}
