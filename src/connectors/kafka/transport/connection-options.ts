import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import type { SaslCredentials } from 'kafkajs/src/network/connectionPool.js'
import { MillraceError } from '../../../errors.js'

/** How to reach and sign in to a Kafka cluster; the names and values that Kafka clients call them by. */
export interface KafkaConnectionOptions {
  /** `host:port`, comma-separated. */
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
}

const DEFAULT_PORT = 9092

/** The bootstrap list as host and port. Takes IPv6 in brackets. */
export function bootstrapAddresses(servers: string): { host: string; port: number }[] {
  const addresses = servers
    .split(',')
    .map((server) => server.trim())
    .filter((server) => server !== '')
  if (addresses.length === 0) {
    throw new MillraceError('SETTINGS_INVALID', { details: 'kafka_bootstrap_servers names no broker' })
  }
  return addresses.map((address) => {
    const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(address)
    if (match === null) {
      const details = `kafka_bootstrap_servers: ${address} is not host:port`
      throw new MillraceError('SETTINGS_INVALID', { details })
    }
    return { host: match[1] ?? match[2] ?? '', port: Number(match[3] ?? DEFAULT_PORT) }
  })
}

/** TLS options, or null without TLS. Reads the files. */
export function tlsOptions(options: KafkaConnectionOptions): ConnectionOptions | null {
  if (options.securityProtocol !== 'SSL' && options.securityProtocol !== 'SASL_SSL') return null
  const files = { ca: options.sslCaFile, cert: options.sslCertFile, key: options.sslKeyFile }
  const tls: ConnectionOptions = {}
  for (const [part, file] of Object.entries(files)) {
    if (file !== undefined && file !== '') tls[part as keyof typeof files] = readPem(part, file)
  }
  return tls
}

function readPem(part: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MillraceError('SETTINGS_INVALID', { details: `kafka_ssl_${part}_file: ${reason}` })
  }
}

/** SASL credentials, or null without SASL. */
export function saslCredentials(options: KafkaConnectionOptions): SaslCredentials | null {
  if (options.securityProtocol !== 'SASL_PLAINTEXT' && options.securityProtocol !== 'SASL_SSL') return null
  const { saslUsername: username, saslPassword: password } = options
  if (!username || password === undefined) {
    const details = `kafka_security_protocol ${options.securityProtocol} needs kafka_sasl_username and kafka_sasl_password`
    throw new MillraceError('SETTINGS_INVALID', { details })
  }
  const mechanism = (options.saslMechanism ?? 'PLAIN').toLowerCase() as SaslCredentials['mechanism']
  return { mechanism, username, password }
}
