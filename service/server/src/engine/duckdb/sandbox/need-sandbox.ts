import type { Isolation } from './isolation.ts'

type Sandbox = Extract<Isolation, { readonly level: 'sandbox' }>

/** For tests of the sandbox, which must not pass by not running: throws where the machine has none, and how to get one. */
export function needSandbox(isolation: Isolation): Sandbox {
  if (isolation.level === 'sandbox') return isolation
  throw new Error(
    `the sandbox cannot be tested here: ${isolation.missing}. Install bubblewrap (node scripts/setup-sandbox.ts, or ` +
      'apt-get install bubblewrap) and run where user namespaces are allowed (sysctl kernel.unprivileged_userns_clone=1 and ' +
      'kernel.apparmor_restrict_unprivileged_userns=0; in a container: as root with CAP_SYS_ADMIN and without a seccomp ' +
      'profile that denies unshare and mount)',
  )
}
