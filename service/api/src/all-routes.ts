import { collaborationRoutes } from './collaboration/routes.ts'
import type { AnyRoute } from './contract/route.ts'
import { identityRoutes } from './identity/routes.ts'
import { runRoutes } from './runs/routes.ts'
import { serverRoutes } from './server/server-routes.ts'

/** Every operation of the API, in the order of its reference. */
export const allRoutes: readonly AnyRoute[] = [...serverRoutes, ...identityRoutes, ...collaborationRoutes, ...runRoutes]
