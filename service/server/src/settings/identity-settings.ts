import type { IdentitySettings, OidcProvider } from '../identity/settings.ts'
import type { OidcSettings, Settings } from './settings.ts'

/** How people sign in, as settings say it. */
export function identitySettings({ signIn = {} }: Settings): Partial<IdentitySettings> {
  const { registration, sessionHours, sessionIdleMinutes, oidc } = signIn
  return {
    ...(registration === undefined ? {} : { registration }),
    ...(sessionHours === undefined ? {} : { sessionMaxHours: sessionHours }),
    ...(sessionIdleMinutes === undefined ? {} : { sessionIdleMinutes }),
    ...(oidc === undefined ? {} : { oidc: oidc.map(providerOf) }),
  }
}

function providerOf(settings: OidcSettings, index: number): OidcProvider {
  const { organisation, issuer, clientId, clientSecret, emailDomains, createsUsers, roleClaim, roles = {} } = settings
  return {
    id: `${index + 1}`,
    name: organisation,
    organisation,
    issuer,
    clientId,
    clientSecret,
    emailDomains,
    isProvisioning: createsUsers ?? false,
    defaultRoles: ['analyst'],
    ...(roleClaim === undefined
      ? {}
      : {
          roleClaim: {
            name: roleClaim,
            roles: Object.fromEntries(Object.entries(roles).map(([value, role]) => [value, [role]])),
          },
        }),
  }
}
