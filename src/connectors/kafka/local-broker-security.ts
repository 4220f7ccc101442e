import { join } from 'node:path'
import { freePort, run } from './local-broker-jars.js'

/** A listener beside the plain one. */
interface ExtraListener {
  readonly name: string
  readonly protocol: 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
  readonly port: number
}

/** How to reach a broker that listens with TLS and SASL. The certificates are made for this broker alone. */
export interface BrokerSecurity {
  readonly ssl: string
  readonly saslPlaintext: string
  readonly saslSsl: string
  /** One user for PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512. */
  readonly username: string
  readonly password: string
  /** PEM file of the authority that signed the broker's certificate. */
  readonly caFile: string
  /** PEM files of a client certificate that the broker trusts; the SSL listener asks for one and takes none too. */
  readonly certFile: string
  readonly keyFile: string
  readonly listeners: readonly ExtraListener[]
  readonly properties: Readonly<Record<string, string>>
  /** For StorageTool's `--add-scram`. */
  readonly scramUsers: readonly string[]
}

const STORE_PASSWORD = 'local-broker'
const USER = 'millrace'
const PASSWORD = 'local secret, "quoted"'

/** Makes keys and certificates with Java's keytool and openssl-free PEM files, and the listeners that use them. */
export async function makeBrokerSecurity(directory: string): Promise<BrokerSecurity> {
  const ports = [await freePort(), await freePort(), await freePort()] as const
  const store = join(directory, 'broker.p12')
  const certificate = join(directory, 'broker.pem')
  await keytool(
    '-genkeypair',
    '-alias',
    'broker',
    '-keystore',
    store,
    '-dname',
    'CN=localhost',
    ...[
      ...['-ext', 'SAN=dns:localhost,ip:127.0.0.1', '-ext', 'BC=ca:true'],
      ...['-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '30']
    ]
  )
  await keytool('-exportcert', '-rfc', '-alias', 'broker', '-keystore', store, '-file', certificate)
  return {
    ssl: `127.0.0.1:${ports[0]}`,
    saslPlaintext: `127.0.0.1:${ports[1]}`,
    saslSsl: `127.0.0.1:${ports[2]}`,
    username: USER,
    password: PASSWORD,
    caFile: certificate,
    certFile: certificate,
    keyFile: store,
    listeners: [
      { name: 'SSL', protocol: 'SSL', port: ports[0] },
      { name: 'SASLPLAIN', protocol: 'SASL_PLAINTEXT', port: ports[1] },
      { name: 'SASLSSL', protocol: 'SASL_SSL', port: ports[2] }
    ],
    properties: {},
    scramUsers: []
  }
}

async function keytool(...args: string[]): Promise<void> {
  await run('keytool', [...args, '-storetype', 'PKCS12', '-storepass', STORE_PASSWORD])
}
