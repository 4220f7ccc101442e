import {
  checkConnectionOptions,
  type ConnectionHistory,
  type KafkaConnectionOptions
} from '../connectors/kafka/transport/connection-options.js'
import type { Settings } from '../config/settings.js'

/** Whoever connects by the same settings shares what is known of them. */
const HISTORIES = new WeakMap<Settings, ConnectionHistory>()

/**
 * How the settings say that the brokers are reached.
 * @throws MillraceError SETTINGS_INVALID for files that are not what they should be
 */
export function kafkaConnection(settings: Settings): KafkaConnectionOptions {
  const history = HISTORIES.get(settings) ?? { hasWorked: false }
  HISTORIES.set(settings, history)
  const options: KafkaConnectionOptions = {
    bootstrapServers: settings.kafka_bootstrap_servers.join(','),
    securityProtocol: settings.kafka_security_protocol,
    saslMechanism: settings.kafka_sasl_mechanism,
    saslUsername: settings.kafka_sasl_username,
    saslPassword: settings.kafka_sasl_password,
    sslCaFile: settings.kafka_ssl_ca_file,
    sslCertFile: settings.kafka_ssl_cert_file,
    sslKeyFile: settings.kafka_ssl_key_file,
    clientId: settings.otel_service_name,
    history
  }
  checkConnectionOptions(options)
  return options
}
