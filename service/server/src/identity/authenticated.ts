import type { Problem } from '@glovebox/api'
import type { Principal } from '../principal.ts'

/** Who a request speaks for. */
export type Authenticated =
  | { readonly kind: 'principal'; readonly principal: Principal }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'invalid'; readonly problem: Problem }
