package dev.baton.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** What Kafka's own clients say about their properties: names, types, and which of them are secret. */
final class ClientProperties {
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:,/\\[\\]]+):(\\d{1,5})");
    private static final int HIGHEST_PORT = 65_535;

    /** Names that give a secret away, for properties that Kafka does not know. */
    private static final Pattern SECRET =
            Pattern.compile(".*(password|passwd|passphrase|secret|token|credential|jaas|apikey|api\\.key|private).*");

    private static final List<ConfigDef> DEFINITIONS =
            List.of(AdminClientConfig.configDef(), ConsumerConfig.configDef(), ProducerConfig.configDef());
    private static final Set<String> NAMES = names();

    private ClientProperties() {}

    /** Every property that an admin client, a consumer or a producer takes. */
    static Set<String> known() {
        return NAMES;
    }

    /** Whether the value must never be shown. */
    static boolean isSecret(String name) {
        if (!NAMES.contains(name)) {
            return SECRET.matcher(name.toLowerCase(Locale.ROOT)).matches();
        }
        return DEFINITIONS.stream()
                .map(definition -> definition.configKeys().get(name))
                .anyMatch(key -> key != null && key.type == ConfigDef.Type.PASSWORD);
    }

    /** What is wrong with one value, in Kafka's words; empty where nothing is, or where the name is not Kafka's. */
    static List<String> faults(String name, String value) {
        if (name.equals("bootstrap.servers")) {
            return addressFaults(value);
        }
        List<String> faults = new ArrayList<>();
        for (ConfigDef definition : DEFINITIONS) {
            if (definition.names().contains(name)) {
                definition.validate(Map.of(name, value)).stream()
                        .filter(result -> result.name().equals(name))
                        .map(ConfigValue::errorMessages)
                        .forEach(faults::addAll);
            }
        }
        return faults.stream()
                .distinct()
                .map(fault -> isSecret(name) ? "invalid value for " + name : fault)
                .limit(1)
                .toList();
    }

    private static List<String> addressFaults(String value) {
        List<String> faults = new ArrayList<>();
        for (String address : value.split(",", -1)) {
            var matcher = ADDRESS.matcher(address.trim());
            if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > HIGHEST_PORT) {
                faults.add("'" + address.trim() + "' in bootstrap.servers is not HOST:PORT");
            }
        }
        return faults;
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        DEFINITIONS.forEach(definition -> names.addAll(definition.names()));
        return names;
    }
}
