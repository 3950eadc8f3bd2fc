package dev.baton.cli;

import dev.baton.cluster.Needed;
import dev.baton.cluster.Needed.On;
import dev.baton.cluster.Needed.Side;
import dev.baton.cluster.Right;
import dev.baton.inspect.InspectRights;
import dev.baton.mirror.MirrorRights;
import dev.baton.mirror.MirrorRights.OfKey;
import dev.baton.switchover.SwitchRights;
import dev.baton.translate.TranslateRights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/** The section of a man page on rights: what each is for, and the commands that give them. */
public final class RightsManual {
    /** Who shall have the rights, and where, in the commands. */
    public static final String SOURCE = "SOURCE:9092";

    public static final String TARGET = "TARGET:9092";

    private RightsManual() {}

    /** The rights of a command by its qualified name; none where its page does not speak of them. */
    static List<Needed> of(String command) {
        return switch (command) {
            case "baton mirror" -> MirrorRights.all();
            case "baton translate" -> TranslateRights.withOtherEvidence();
            case "baton inspect" -> InspectRights.all();
            case "baton switch" -> SwitchRights.withOptions();
            default -> List.of();
        };
    }

    /** What keys of a flow take beside them, where a command heeds such. */
    static List<OfKey> ofKeys(String command) {
        return command.equals("baton mirror") ? MirrorRights.ofKeys() : List.of();
    }

    /** What is to be said of rights that only some flows need; empty for nothing. */
    static String note(String command) {
        return command.equals("baton mirror")
                ? ""
                : "Over MirrorMaker 2 also READ on its topics: those that begin with mm2-offset-syncs, on the cluster"
                        + " where it keeps them, and on the target SOURCE.checkpoints.internal, where SOURCE is the"
                        + " source's alias, mm2-offsets.SOURCE.internal and SOURCE.heartbeats.\n\n";
    }

    /** In AsciiDoc. */
    static String section(String command, List<Needed> rights) {
        StringBuilder text = new StringBuilder("// tag::rights[]\n== Rights\n\n");
        List<OfKey> keys = ofKeys(command);
        text.append("On clusters with an authorizer each of the two principals needs these rights, and no other")
                .append(keys.isEmpty() ? "." : ", but for what some keys of a flow take, which is listed apart.");
        text.append(" What can go on without a right goes on, and a message names it; else the exit code is 5.\n\n");
        for (Side side : Side.values()) {
            text.append("On the ").append(side.name().toLowerCase(Locale.ROOT)).append(":\n\n");
            text.append(
                    table(rights.stream().filter(right -> right.side() == side).toList(), RightsManual::words));
        }
        text.append(note(command));
        text.append("The commands that give them, where brokers are at SOURCE and TARGET and the principal is"
                        + " User:baton;")
                .append(" '*' is all topics or groups, for which a flow may name its own, or a prefix of them with")
                .append(" --resource-pattern-type prefixed:\n\n----\n");
        text.append(listing(rights)).append("----\n\n");
        for (OfKey key : keys) {
            boolean named = key.rights().stream()
                    .anyMatch(right -> right.on().resource().contains("SOURCE"));
            text.append("With ")
                    .append(key.key())
                    .append(": true, also")
                    .append(named ? ", where SOURCE in a name is the source's alias" : "")
                    .append(":\n\n");
            text.append(table(
                    key.rights(),
                    right -> words(right) + ", at the " + right.side().name().toLowerCase(Locale.ROOT)));
            text.append("----\n").append(listing(key.rights())).append("----\n\n");
        }
        return text.append("// end::rights[]\n\n").toString();
    }

    private static String table(List<Needed> rights, Function<Needed, String> words) {
        StringBuilder text = new StringBuilder();
        text.append("[cols=\"3,5,4\",options=\"header\"]\n|===\n|Right |What it is for |Without it\n\n");
        rights.forEach(right -> text.append("|")
                .append(words.apply(right))
                .append("\n|")
                .append(right.purpose())
                .append("\n|")
                .append(right.without())
                .append("\n\n"));
        return text.append("|===\n\n").toString();
    }

    private static String listing(List<Needed> rights) {
        return commands(rights).stream()
                .map(line -> line.replace(" --operation", " \\\n    --operation") + "\n")
                .collect(Collectors.joining());
    }

    private static String words(Needed right) {
        On on = right.on();
        if (on.type() == ResourceType.CLUSTER) {
            return right.operation() + " on the cluster";
        }
        String type = on.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        if (on.pattern() == PatternType.PREFIXED) {
            return right.operation() + " on " + type + "s that begin with " + on.resource();
        }
        boolean ofFlow = on.resource().equals(ResourcePattern.WILDCARD_RESOURCE);
        return right.operation() + " on " + type + (ofFlow ? "s of the flow" : " " + on.resource());
    }

    /** One for each kind of resource on each cluster. */
    public static List<String> commands(List<Needed> rights) {
        Map<String, StringBuilder> commands = new LinkedHashMap<>();
        Map<String, On> resources = new LinkedHashMap<>();
        for (Needed right : rights) {
            String key = right.side() + " " + right.on();
            resources.put(key, right.on());
            commands.computeIfAbsent(
                            key,
                            k -> new StringBuilder("kafka-acls.sh --bootstrap-server "
                                    + (right.side() == Side.SOURCE ? SOURCE : TARGET)
                                    + " --add --allow-principal User:baton"))
                    .append(" --operation ")
                    .append(SecurityUtils.operationName(right.operation()));
        }
        List<String> lines = new ArrayList<>();
        commands.forEach((key, command) -> lines.add(command + " " + resource(resources.get(key))));
        return lines;
    }

    private static String resource(On on) {
        String option = Right.option(on.type());
        if (on.type() == ResourceType.CLUSTER) {
            return option;
        }
        return option + " '" + on.resource() + "'"
                + (on.pattern() == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "");
    }
}
