/** What opens a place of data: where it answers, and the credentials, which leave this type for nobody. */
export type Connection = S3Connection | HttpsConnection | DeltaSharingConnection | PostgresConnection

/** The kinds of connections. */
export type ConnectionKind = Connection['kind']

/** S3, what speaks like it, and the AWS Glue Data Catalog of the same account. */
export type S3Connection = {
  readonly kind: 's3'
  readonly region: string
  /** Absent: AWS's own of the region. */
  readonly endpoint?: string
  /** Whether the bucket stands in the path or before the host. */
  readonly addressing: 'path' | 'virtual'
  readonly credentials: AwsCredentials
  /** Taken on for each run, under a session policy for just what it reads. */
  readonly role?: { readonly arn: string; readonly externalId?: string }
  /** Where Glue and STS answer, where it is not AWS's own of the region. */
  readonly glueEndpoint?: string
  readonly stsEndpoint?: string
}

/** Keys of AWS, or of what speaks like it. */
export type AwsCredentials = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** A site whose files want a header. */
export type HttpsConnection = {
  readonly kind: 'https'
  /** Such as `https://example.org`: the headers are sent there and nowhere else. */
  readonly origin: string
  readonly headers: Readonly<Record<string, string>>
}

/** A provider of Delta Sharing, by its profile file. */
export type DeltaSharingConnection = { readonly kind: 'delta-sharing'; readonly profile: DeltaSharingProfile }

/** A profile, versions 1 and 2. */
export type DeltaSharingProfile = { readonly endpoint: string; readonly expirationTime?: string } & (
  | { readonly type: 'bearer_token'; readonly bearerToken: string }
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | {
      readonly type: 'oauth_client_credentials'
      readonly tokenEndpoint: string
      readonly clientId: string
      readonly clientSecret: string
      readonly scope?: string
    }
)

/** A database of PostgreSQL, and the role that reads it. */
export type PostgresConnection = {
  readonly kind: 'postgres'
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
  readonly tls: PostgresTls
}

/** `verify` holds the server's certificate against an authority and its name; `off` is for the same machine. */
export type PostgresTls = { readonly mode: 'verify'; readonly authority?: string } | { readonly mode: 'off' }
