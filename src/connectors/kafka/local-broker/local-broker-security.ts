import { join } from 'node:path'
import { freePort, run } from './local-broker-jars.js'

/** A listener beside the plain one. */
interface ExtraListener {
  readonly name: string
  readonly protocol: 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
  readonly port: number
}

/** How to reach a broker that listens with TLS and SASL too. Its keys are made for it alone. */
export interface BrokerSecurity {
  /** TLS, the client stays anonymous. */
  readonly ssl: string
  /** TLS that asks for the client's certificate. */
  readonly mutualSsl: string
  readonly saslPlaintext: string
  readonly saslSsl: string
  /** One user for PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512. */
  readonly username: string
  readonly password: string
  /** PEM file of the authority behind the broker's certificate. */
  readonly caFile: string
  /** PEM files of the client. */
  readonly certFile: string
  readonly keyFile: string
  readonly listeners: readonly ExtraListener[]
  readonly properties: Readonly<Record<string, string>>
  /** For StorageTool's `--add-scram`. */
  readonly scramUsers: readonly string[]
}

const STORE_PASSWORD = 'local-broker'
const USER = 'millrace'
const PASSWORD = 'local-secret'
const SASL_LISTENERS = ['saslplain', 'saslssl'] as const

/**
 * Makes the broker's key with Java's keytool and the client's with openssl (keytool cannot write a key as PEM), and
 * the properties of the listeners that use them.
 *
 * @throws Error when openssl is not installed
 */
export async function makeBrokerSecurity(directory: string): Promise<BrokerSecurity> {
  const store = join(directory, 'broker.p12')
  const files = {
    caFile: join(directory, 'broker.pem'),
    certFile: join(directory, 'client.pem'),
    keyFile: join(directory, 'client-key.pem')
  }
  await makeBrokerKey(store, files.caFile)
  await makeClientKey(files.certFile, files.keyFile)
  const listeners: ExtraListener[] = [
    { name: 'SSL', protocol: 'SSL', port: await freePort() },
    { name: 'MUTUAL', protocol: 'SSL', port: await freePort() },
    { name: 'SASLPLAIN', protocol: 'SASL_PLAINTEXT', port: await freePort() },
    { name: 'SASLSSL', protocol: 'SASL_SSL', port: await freePort() }
  ]
  const address = (name: string): string => `127.0.0.1:${listeners.find((l) => l.name === name)?.port ?? 0}`
  return {
    ssl: address('SSL'),
    mutualSsl: address('MUTUAL'),
    saslPlaintext: address('SASLPLAIN'),
    saslSsl: address('SASLSSL'),
    username: USER,
    password: PASSWORD,
    ...files,
    listeners,
    properties: { ...tlsProperties(store, files.certFile), ...saslProperties() },
    scramUsers: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map(
      (name) => `${name}=[name=${USER},password=${PASSWORD}]`
    )
  }
}

async function makeBrokerKey(store: string, certificate: string): Promise<void> {
  const where = ['-alias', 'broker', '-keystore', store, '-storetype', 'PKCS12', '-storepass', STORE_PASSWORD]
  const names = ['-dname', 'CN=localhost', '-ext', 'SAN=dns:localhost,ip:127.0.0.1', '-ext', 'BC=ca:true']
  const key = ['-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '30']
  await run('keytool', ['-genkeypair', ...where, ...names, ...key])
  await run('keytool', ['-exportcert', '-rfc', ...where, '-file', certificate])
}

async function makeClientKey(certificate: string, key: string): Promise<void> {
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30']
  await run('openssl', ['req', ...kind, '-subj', '/CN=millrace', '-keyout', key, '-out', certificate])
}

function tlsProperties(store: string, trusted: string): Record<string, string> {
  return {
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': store,
    'ssl.keystore.password': STORE_PASSWORD,
    'ssl.key.password': STORE_PASSWORD,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': trusted,
    'listener.name.mutual.ssl.client.auth': 'required'
  }
}

function saslProperties(): Record<string, string> {
  const modules = 'org.apache.kafka.common.security'
  const plain = `${modules}.plain.PlainLoginModule required user_${USER}="${PASSWORD}";`
  const scram = `${modules}.scram.ScramLoginModule required;`
  const properties: Record<string, string> = {}
  for (const name of SASL_LISTENERS) {
    const prefix = `listener.name.${name}`
    properties[`${prefix}.sasl.enabled.mechanisms`] = 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512'
    properties[`${prefix}.plain.sasl.jaas.config`] = plain
    properties[`${prefix}.scram-sha-256.sasl.jaas.config`] = scram
    properties[`${prefix}.scram-sha-512.sasl.jaas.config`] = scram
  }
  return properties
}
