import { MillraceError } from '../../../errors.js'
import type { KafkaConnectionOptions } from './connection-options.js'
import { probeListener } from './diagnosis.js'

/** Whom a connection was made to. */
interface Peer {
  readonly host: string
  readonly port: number
  readonly options: KafkaConnectionOptions
}

/** Codes of Node for certificates that are not accepted. */
const NOT_TRUSTED: ReadonlySet<string> = new Set([
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
])

/** Alerts by which a broker refuses the client's certificate, or that there is none. */
const CLIENT_CERTIFICATE = /CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE/

/** Errors of sockets for which the network or a broker that is gone is enough of a reason. */
const NO_REASON: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT'
])

/**
 * What is wrong with a connection that never worked: as a MillraceError what only the user can mend (a certificate, a
 * sign-in, a listener that speaks something else), else the error as it came.
 */
export async function explain(error: unknown, peer: Peer): Promise<unknown> {
  if (!(error instanceof Error) || error instanceof MillraceError) return error
  const code = 'code' in error ? String(error.code) : ''
  const broker = `${peer.host}:${peer.port}`
  const tls = (reason: string): MillraceError =>
    new MillraceError('KAFKA_TLS', { broker, reason }, { cause: error })
  if (NOT_TRUSTED.has(code))
    return tls(`its certificate is not trusted (${error.message}); check kafka_ssl_ca_file`)
  if (isSignInError(error))
    return new MillraceError('KAFKA_SIGN_IN', { broker, reason: error.message }, { cause: error })
  if (NO_REASON.has(code)) return error
  const mismatch = await listenerMismatch(peer)
  if (mismatch !== null) return new MillraceError('KAFKA_LISTENER', { broker, ...mismatch }, { cause: error })
  if (code.startsWith('ERR_SSL_')) {
    return CLIENT_CERTIFICATE.test(code)
      ? tls(`${clientCertificate(peer.options)} (${error.message})`)
      : tls(error.message)
  }
  return error
}

/** Names that kafkajs gives its errors, and of the protocol's errors those about signing in. */
function isSignInError(error: Error): boolean {
  const type = 'type' in error ? String(error.type) : ''
  return (
    error.name === 'KafkaJSSASLAuthenticationError' ||
    ['SASL_AUTHENTICATION_FAILED', 'UNSUPPORTED_SASL_MECHANISM'].includes(type)
  )
}

function clientCertificate({ sslCertFile }: KafkaConnectionOptions): string {
  return sslCertFile === undefined || sslCertFile === ''
    ? 'it asks for a certificate of the client: set kafka_ssl_cert_file and kafka_ssl_key_file'
    : 'it does not accept the certificate in kafka_ssl_cert_file'
}

/** What the listener speaks, when that is not what the settings say. */
async function listenerMismatch({
  host,
  port,
  options
}: Peer): Promise<{ found: string; expected: string } | null> {
  const kind = await probeListener(host, port)
  if (kind === null) return null
  const protocol = options.securityProtocol ?? 'PLAINTEXT'
  const tls = protocol.endsWith('SSL')
  const sasl = protocol.startsWith('SASL')
  if (kind.tls === tls && (kind.sasl ?? sasl) === sasl) return null
  const found = `${(kind.sasl ?? sasl) ? 'SASL_' : ''}${kind.tls ? 'SSL' : 'PLAINTEXT'}`
  return { found, expected: protocol }
}
