import { agentScopes } from '@glovebox/api'
import { type OauthWorld, resourceOf } from './oauth-world.ts'

/** Where clients find out about this server: the paths of RFC 9728 and RFC 8414. */
export const wellKnown = {
  resource: '/.well-known/oauth-protected-resource/mcp',
  resourceOfHost: '/.well-known/oauth-protected-resource',
  server: '/.well-known/oauth-authorization-server',
} as const

/** What the MCP endpoint says of itself (RFC 9728). */
export function resourceMetadata(oauth: OauthWorld): object {
  return {
    resource: resourceOf(oauth),
    resource_name: 'Glovebox',
    authorization_servers: [oauth.identity.world.publicUrl],
    scopes_supported: agentScopes,
    bearer_methods_supported: ['header'],
  }
}

/** What the authorization server says of itself (RFC 8414). */
export function serverMetadata({ identity }: OauthWorld): object {
  const { publicUrl } = identity.world
  return {
    issuer: publicUrl,
    authorization_endpoint: `${publicUrl}/oauth/authorize`,
    token_endpoint: `${publicUrl}/oauth/token`,
    registration_endpoint: `${publicUrl}/oauth/register`,
    revocation_endpoint: `${publicUrl}/oauth/revoke`,
    scopes_supported: agentScopes,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  }
}
