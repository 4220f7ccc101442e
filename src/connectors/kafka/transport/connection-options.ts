import { readFileSync } from 'node:fs'
import { X509Certificate } from 'node:crypto'
import { createSecureContext, type ConnectionOptions } from 'node:tls'
import { MillraceError } from '../../../errors.js'

/** How to reach and sign in to a Kafka cluster; the names and values that Kafka clients call them by. */
export interface KafkaConnectionOptions {
  /** What Java clients take: `host:port` or `PROTOCOL://host:port`, comma-separated. */
  readonly bootstrapServers: string
  readonly securityProtocol?: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL' | undefined
  readonly saslMechanism?: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | undefined
  readonly saslUsername?: string | undefined
  readonly saslPassword?: string | undefined
  /** PEM files. Without a CA file the system's authorities count. */
  readonly sslCaFile?: string | undefined
  readonly sslCertFile?: string | undefined
  readonly sslKeyFile?: string | undefined
  /** Shown in the broker's logs and quotas. */
  readonly clientId?: string | undefined
  /** Longest wait for a connection. */
  readonly connectionTimeoutMs?: number | undefined
  /** Longest wait for an answer. */
  readonly requestTimeoutMs?: number | undefined
  /** Shared by all clients that connect like this; default: each has its own. */
  readonly history?: ConnectionHistory | undefined
}

/** What is known of connections with the same options. */
export interface ConnectionHistory {
  /** A broker has answered: a sign-in that is refused from then on may be by one that is still starting. */
  hasWorked: boolean
}

/** What kafkajs signs in with. */
export interface SaslCredentials {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
  readonly username: string
  readonly password: string
}

const DEFAULT_PORT = 9092
/** Kafka's own pattern, with a port that may be left out: protocol, host or [IPv6 address, with scope], port. */
const ADDRESS =
  /^(?:[\w\-%.]*:\/\/)?(?:\[([\w\-%.:]+)\]|([\w\-%.]+|[\da-fA-F:]*::[\w\-%.:]*(?=:\d+$)))(?::(\d+))?$/
const HIGHEST_PORT = 65_535

/**
 * The bootstrap list as host and port, read as Java clients do: a protocol before an address says nothing, an entry
 * that is empty is passed over.
 *
 * @throws MillraceError SETTINGS_INVALID
 */
export function bootstrapAddresses(servers: string): { host: string; port: number }[] {
  const addresses = servers
    .split(',')
    .map((server) => server.trim())
    .filter((server) => server !== '')
  if (addresses.length === 0) throw invalid('kafka_bootstrap_servers names no broker')
  return addresses.map((address) => {
    const match = ADDRESS.exec(address)
    const port = Number(match?.[3] ?? DEFAULT_PORT)
    if (match === null || port > HIGHEST_PORT) {
      throw invalid(`kafka_bootstrap_servers: ${address} is not host:port`)
    }
    return { host: match[1] ?? match[2] ?? '', port }
  })
}

/**
 * TLS options, or null without TLS. Reads the files, and looks whether they are what they should be.
 * @throws MillraceError SETTINGS_INVALID
 */
export function tlsOptions(options: KafkaConnectionOptions): ConnectionOptions | null {
  if (options.securityProtocol !== 'SSL' && options.securityProtocol !== 'SASL_SSL') return null
  const ca = readPem('kafka_ssl_ca_file', options.sslCaFile)
  const cert = readPem('kafka_ssl_cert_file', options.sslCertFile)
  const key = readPem('kafka_ssl_key_file', options.sslKeyFile)
  for (const certificate of certificatesOf('kafka_ssl_ca_file', ca)) checkCertificate(...certificate)
  for (const certificate of certificatesOf('kafka_ssl_cert_file', cert)) checkCertificate(...certificate)
  const tls = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) }
  try {
    createSecureContext(tls)
  } catch (error) {
    throw invalid(`kafka_ssl_cert_file and kafka_ssl_key_file do not go together: ${reasonOf(error)}`)
  }
  return tls
}

function readPem(setting: string, file: string | undefined): string | undefined {
  if (file === undefined || file === '') return undefined
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw invalid(`${setting}: ${reasonOf(error)}`)
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** The certificates in a file; Node passes over what is none without a word. */
function certificatesOf(setting: string, pem: string | undefined): [setting: string, pem: string][] {
  if (pem === undefined) return []
  const found = pem.match(CERTIFICATE)
  if (found === null)
    throw invalid(`${setting} holds no certificate in PEM format (-----BEGIN CERTIFICATE-----)`)
  return found.map((certificate) => [setting, certificate])
}

function checkCertificate(setting: string, pem: string): void {
  try {
    new X509Certificate(pem)
  } catch (error) {
    throw invalid(`${setting} holds a certificate that cannot be read: ${reasonOf(error)}`)
  }
}

/**
 * SASL credentials, or null without SASL.
 * @throws MillraceError SETTINGS_INVALID
 */
export function saslCredentials(options: KafkaConnectionOptions): SaslCredentials | null {
  if (options.securityProtocol !== 'SASL_PLAINTEXT' && options.securityProtocol !== 'SASL_SSL') return null
  const { saslUsername: username, saslPassword: password } = options
  if (!username || password === undefined) {
    throw invalid(
      `kafka_security_protocol ${options.securityProtocol} needs kafka_sasl_username and kafka_sasl_password`
    )
  }
  const mechanism = (options.saslMechanism ?? 'PLAIN').toLowerCase() as SaslCredentials['mechanism']
  return { mechanism, username, password }
}

/**
 * Looks at everything that can be wrong before anything is connected.
 * @throws MillraceError SETTINGS_INVALID
 */
export function checkConnectionOptions(options: KafkaConnectionOptions): void {
  bootstrapAddresses(options.bootstrapServers)
  tlsOptions(options)
  saslCredentials(options)
}

function invalid(details: string): MillraceError {
  return new MillraceError('SETTINGS_INVALID', { details })
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
