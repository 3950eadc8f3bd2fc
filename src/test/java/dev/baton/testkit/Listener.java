package dev.baton.testkit;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A way into a broker beside the plain one that the tests themselves use. Clients that come in by it see no other address of
 * the cluster.
 *
 * @param name in capitals, for {@link KafkaCluster#bootstrap(String)}
 * @param protocol one of Kafka's security protocols
 * @param settings server properties of this listener alone, without their prefix
 */
public record Listener(String name, String protocol, Map<String, String> settings) {
    private static final String SCRAM = "SCRAM-SHA-512";

    public Listener {
        settings = Map.copyOf(settings);
    }

    /** TLS, and clients that show no certificate. */
    public static Listener tls(String name, Certificates.KeyStoreFile key) {
        return new Listener(name, "SSL", key.asKeyStore());
    }

    /** TLS, and clients that name themselves by a certificate of the given authority. */
    public static Listener mutualTls(String name, Certificates.KeyStoreFile key, Certificates.KeyStoreFile clients) {
        Map<String, String> settings = new HashMap<>(key.asKeyStore());
        settings.putAll(clients.asTrustStore());
        settings.put("ssl.client.auth", "required");
        return new Listener(name, "SSL", settings);
    }

    /** TLS, and clients that name themselves by a password; {@link TestData#user} makes their users. */
    public static Listener scram(String name, Certificates.KeyStoreFile key) {
        Map<String, String> settings = new HashMap<>(key.asKeyStore());
        settings.put("sasl.enabled.mechanisms", SCRAM);
        settings.put(
                SCRAM.toLowerCase(Locale.ROOT) + ".sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        return new Listener(name, "SASL_SSL", settings);
    }

    /** The settings as server properties. */
    Map<String, String> serverProperties() {
        Map<String, String> properties = new HashMap<>();
        settings.forEach((key, value) -> properties.put(prefix() + key, value));
        return properties;
    }

    private String prefix() {
        return "listener.name." + name.toLowerCase(Locale.ROOT) + ".";
    }
}
