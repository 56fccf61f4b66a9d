/** What a process and everything it starts may take. */
export type ResourceLimits = {
  readonly memoryMb: number
  readonly cpuSeconds: number
  readonly openFiles: number
  readonly fileMb: number
}

/** Node, its threads' stacks, DuckDB's own tables, and what allocators hold beyond what DuckDB counts. */
const baseMb = 2048
/** Addresses that are set aside and never used: V8 takes gigabytes of them. */
const addressMb = 8192

/**
 * A command under limits. The shell sets them and becomes the command; a limit that is already lower stays. The number
 * of processes is not among them: it counts all of a user's, so that a busy account could not start a run; inside the
 * sandbox the system call filter allows none at all.
 */
export function limited(limits: ResourceLimits, command: readonly string[]): readonly string[] {
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
  return ['/bin/sh', '-c', `${script}; exec "$@"`, 'sh', ...command]
}
