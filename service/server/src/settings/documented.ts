/** One setting as the reference tells it: what it means, and what holds where it is absent. */
export type DocumentedSetting = { readonly meaning: string; readonly absent: string }

/** Every setting that is one value, by its path. A test holds this list against the shape. */
export const documented: Readonly<Record<string, DocumentedSetting>> = {
  folder: { meaning: 'where the server keeps everything: database, keys, members’ files', absent: '`glovebox-data`' },
  name: {
    meaning: 'the server’s name in checkpoints and receipts; members’ clients pin it',
    absent: 'the host of `publicUrl`, or `localhost`',
  },
  publicUrl: { meaning: 'where people and programs reach the server', absent: 'the address it listens on' },
  'listen.host': { meaning: 'the address to listen on', absent: '`127.0.0.1`' },
  'listen.port': { meaning: 'the port to listen on; 0 takes a free one', absent: '`8640`' },
  'tls.certificate': { meaning: 'a PEM file with the certificate chain; read again on SIGHUP', absent: 'plain HTTP' },
  'tls.key': { meaning: 'the PEM file of its private key', absent: 'plain HTTP' },
  trustedProxies: { meaning: 'how many proxies in front of the server add to `X-Forwarded-For`', absent: '0' },
  'database.url': { meaning: '`postgres://user:password@host/database`', absent: 'SQLite in `folder`' },
  'database.poolSize': { meaning: 'connections to PostgreSQL', absent: '10' },
  'keys.masterKey': {
    meaning: '32 bytes in base64 that seal every key at rest; better in the environment than in a file',
    absent: 'made once, in `folder`/keys/master.key',
  },
  'keys.masterKeyFile': { meaning: 'a file that holds it', absent: '`folder`/keys/master.key' },
  'keys.kms.keyId': {
    meaning:
      'the key of AWS KMS that guards the master key, an id, ARN or alias; what it encrypted lies in keys/master.kms',
    absent: 'AWS KMS is not used',
  },
  'keys.kms.region': { meaning: 'the region of AWS KMS', absent: 'that of the AWS environment or profile' },
  'keys.kms.endpoint': { meaning: 'another address of AWS KMS, such as a VPC endpoint', absent: 'that of the region' },
  'signIn.registration': {
    meaning: '`operator`: only the operator makes organisations; `invited`: every administrator may invite one',
    absent: '`invited`',
  },
  'signIn.sessionHours': { meaning: 'how long a session lasts at most', absent: '12' },
  'signIn.sessionIdleMinutes': { meaning: 'how long a session lasts without a request', absent: '30' },
  'signIn.oidc': {
    meaning:
      'OpenID providers: organisation, issuer, clientId, clientSecret, emailDomains, and optionally createsUsers, roleClaim, roles',
    absent: 'none',
  },
  'limits.requestsPerMinute': { meaning: 'requests of one key or session', absent: '6000' },
  'limits.anonymousRequestsPerMinute': { meaning: 'requests of one address that is not signed in', absent: '120' },
  'limits.bodyBytes': { meaning: 'the longest JSON body', absent: '1000000' },
  'limits.uploadMb': { meaning: 'the largest file a member may upload', absent: '10240' },
  'limits.uploadQuotaMb': { meaning: 'what the files of one organisation may come to together', absent: '51200' },
  'limits.concurrentRuns': { meaning: 'runs at once', absent: '2' },
  'limits.concurrentRunsPerCollaboration': { meaning: 'runs at once in one collaboration', absent: '2' },
  'limits.runSeconds': { meaning: 'how long a run may take', absent: '300' },
  'results.retentionDays': {
    meaning: 'how long results are kept for their receivers, where a collaboration does not say',
    absent: '30',
  },
  'engine.memoryMb': { meaning: 'memory of one run', absent: 'three quarters of the machine’s, at most 4096' },
  'engine.threads': { meaning: 'threads of one run', absent: 'as many as the machine has' },
  'engine.minimumIsolation': {
    meaning: 'refuse to run with less isolation than this: `sandbox` or `process`',
    absent: '`process`',
  },
  'webhooks.allowPrivateAddresses': {
    meaning: 'whether webhooks may go to private addresses and over plain HTTP',
    absent: 'false',
  },
  'sources.allowPrivateAddresses': {
    meaning:
      'whether tables may be read from private addresses and over plain HTTP: databases and object stores of your own network',
    absent: 'false',
  },
  'sources.cacheMb': {
    meaning: 'how much of what sources gave is kept, encrypted under a key that is in memory only',
    absent: '1024',
  },
  'prices.currency': { meaning: 'ISO 4217', absent: '`EUR`' },
  'prices.perRun': {
    meaning:
      'the price of a run, in the currency, by the largest size that is declared of the tables it reads: `small`, `medium`, `large`, `very-large`, `unknown` where none is',
    absent: '0',
  },
  'metrics.token': {
    meaning: 'who sends it as a bearer token may read /metrics',
    absent: '/metrics is for the operator’s keys alone',
  },
  'log.level': { meaning: '`debug`, `info`, `warn`, `error` or `silent`', absent: '`info`' },
}

/** The environment variable of a setting: `GLOVEBOX_LISTEN_PORT` of `listen.port`. */
export function variableOf(setting: string): string {
  return `GLOVEBOX_${setting
    .replaceAll('.', '_')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()}`
}
