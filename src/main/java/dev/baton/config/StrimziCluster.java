package dev.baton.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cluster in the words of a Strimzi {@code KafkaMirrorMaker2}. Certificates and passwords lie in secrets of Kubernetes
 * there, which are named and have to be made. Pure.
 */
final class StrimziCluster {
    /** What Strimzi lets through in {@code config} of all that begins with ssl. */
    private static final Set<String> SSL_CONFIG = Set.of(
            "ssl.endpoint.identification.algorithm", "ssl.cipher.suites", "ssl.protocol", "ssl.enabled.protocols");

    private static final Pattern LOGIN =
            Pattern.compile("org\\.apache\\.kafka\\.common\\.security\\.(scram\\.Scram|plain"
                    + "\\.Plain)LoginModule\\s+required\\s+username=\"([^\"]*)\"\\s+password=\"[^\"]*\"\\s*;");
    private static final Set<String> MECHANISMS = Set.of("SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN");

    private final String alias;
    private final Map<String, String> properties;
    private final Set<String> left;
    private final ExportNotes notes;

    StrimziCluster(ClusterConfig cluster, ExportNotes notes) {
        this.alias = cluster.alias();
        this.properties = new TreeMap<>(cluster.properties());
        this.left = new TreeSet<>(properties.keySet());
        this.notes = notes;
    }

    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("alias", alias);
        map.put("bootstrapServers", take("bootstrap.servers"));
        String protocol = take("security.protocol").toUpperCase(Locale.ROOT);
        if (protocol.endsWith("SSL")) {
            map.put("tls", tls());
        }
        if (protocol.startsWith("SASL")) {
            sasl(map);
        } else if (properties.keySet().stream().anyMatch(name -> name.startsWith("ssl.key"))) {
            map.put("authentication", clientCertificate());
        }
        Map<String, String> config = config();
        if (!config.isEmpty()) {
            map.put("config", config);
        }
        left.forEach(name -> notes.leftOut("cluster " + alias + ": " + name + ": the resource has no place for it"));
        return map;
    }

    private Map<String, Object> tls() {
        boolean trusts = properties.keySet().stream().anyMatch(name -> name.startsWith("ssl.truststore."));
        left.removeIf(name -> name.startsWith("ssl.truststore."));
        if (!trusts) {
            return new LinkedHashMap<>();
        }
        String secret = secretName("cluster-ca-cert");
        notes.toDo("cluster " + alias + ": put the CA certificates into the secret " + secret + ", as *.crt");
        return Map.of("trustedCertificates", List.of(ordered("secretName", secret, "pattern", "*.crt")));
    }

    private Map<String, Object> clientCertificate() {
        left.removeIf(name -> name.startsWith("ssl.key"));
        String secret = secretName("client");
        notes.toDo("cluster " + alias + ": put the client's certificate into the secret " + secret
                + ", as user.crt and user.key");
        Map<String, Object> authentication = new LinkedHashMap<>();
        authentication.put("type", "tls");
        authentication.put(
                "certificateAndKey", ordered("secretName", secret, "certificate", "user.crt", "key", "user.key"));
        return authentication;
    }

    private void sasl(Map<String, Object> map) {
        String mechanism = properties.getOrDefault("sasl.mechanism", "");
        Matcher login =
                LOGIN.matcher(properties.getOrDefault("sasl.jaas.config", "").strip());
        if (!MECHANISMS.contains(mechanism) || !login.matches() || Placeholders.in(login.group(2))) {
            return;
        }
        take("sasl.mechanism");
        take("sasl.jaas.config");
        String secret = secretName("credentials");
        notes.toDo("cluster " + alias + ": put the password into the secret " + secret + ", under password");
        Map<String, Object> authentication = new LinkedHashMap<>();
        authentication.put("type", mechanism.toLowerCase(Locale.ROOT));
        authentication.put("username", login.group(2));
        authentication.put("passwordSecret", ordered("secretName", secret, "password", "password"));
        map.put("authentication", authentication);
    }

    /** What may stand in the clear in the resource, by Kafka's own names. */
    private Map<String, String> config() {
        Map<String, String> config = new TreeMap<>();
        properties.forEach((name, value) -> {
            if (SSL_CONFIG.contains(name) || name.equals("client.dns.lookup")) {
                config.put(name, value);
                left.remove(name);
            }
        });
        return config;
    }

    private String take(String name) {
        left.remove(name);
        return properties.getOrDefault(name, "");
    }

    private String secretName(String what) {
        return alias.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-") + "-" + what;
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
