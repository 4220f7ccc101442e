import {
  checkConnectionOptions,
  type KafkaConnectionOptions
} from '../connectors/kafka/transport/connection-options.js'
import type { Settings } from '../config/settings.js'

/**
 * How the settings say that the brokers are reached.
 * @throws MillraceError SETTINGS_INVALID for files that are not what they should be
 */
export function kafkaConnection(settings: Settings): KafkaConnectionOptions {
  const options: KafkaConnectionOptions = {
    bootstrapServers: settings.kafka_bootstrap_servers.join(','),
    securityProtocol: settings.kafka_security_protocol,
    saslMechanism: settings.kafka_sasl_mechanism,
    saslUsername: settings.kafka_sasl_username,
    saslPassword: settings.kafka_sasl_password,
    sslCaFile: settings.kafka_ssl_ca_file,
    sslCertFile: settings.kafka_ssl_cert_file,
    sslKeyFile: settings.kafka_ssl_key_file,
    clientId: settings.otel_service_name
  }
  checkConnectionOptions(options)
  return options
}
