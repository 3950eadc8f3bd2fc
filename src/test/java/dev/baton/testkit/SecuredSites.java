package dev.baton.testkit;

import dev.baton.cli.RightsManual;
import dev.baton.cluster.Needed;
import dev.baton.cluster.Needed.On;
import dev.baton.cluster.Needed.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.tools.AclCommand;

/**
 * The two clusters of {@code examples/sasl-ssl.yaml}: east, where Baton is {@code User:baton} by SCRAM over TLS, and west,
 * where it is {@code User:CN=baton} by its certificate; both give nothing that no ACL allows. Baton runs with the files of
 * {@code examples}, in which hosts and paths alone are changed, and one copy instead of three.
 */
public final class SecuredSites implements AutoCloseable {
    public static final String EAST_PASSWORD = "east-pa55word-of-baton";
    public static final String WEST_KEY_PASSWORD = "west-pa55word-of-the-key";

    /** The listener by which Baton reaches each of them. */
    public static final String CLIENTS = "CLIENTS";

    private static final String STORE_PASSWORD = "pa55word-of-a-broker";
    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();

    private final Path directory;
    private final Path eastTrust;
    private final Path westTrust;
    private final Path westKey;
    private final KafkaCluster east;
    private final KafkaCluster west;

    private SecuredSites(Path directory, UnaryOperator<ClusterSpec> east) {
        this.directory = directory;
        Certificates ofEast = Certificates.in(directory.resolve("east"), STORE_PASSWORD);
        Certificates ofWest = Certificates.in(directory.resolve("west"), WEST_KEY_PASSWORD);
        eastTrust = ofEast.authorityPem();
        westTrust = ofWest.authorityPem();
        westKey = ofWest.clientPem("baton");
        ClusterSpec eastSpec = east.apply(KafkaCluster.named("east"))
                .authorizing()
                .listener(Listener.scram(CLIENTS, ofEast.broker()))
                .listener(Listener.tls("EXPIRED", ofEast.expired()))
                .listener(Listener.tls("ELSEWHERE", ofEast.elsewhere()));
        ClusterSpec westSpec = KafkaCluster.named("west")
                .authorizing()
                .listener(Listener.mutualTls(CLIENTS, ofWest.broker(), ofWest.authority()));
        List<KafkaCluster> started = KafkaCluster.startAll(eastSpec, westSpec);
        this.east = started.get(0);
        this.west = started.get(1);
        new TestData(this.east).user("baton", EAST_PASSWORD);
    }

    /** Starts both. */
    public static SecuredSites start(Path directory) {
        return start(directory, east -> east);
    }

    /** Starts both, east after what is added to its description. */
    public static SecuredSites start(Path directory, UnaryOperator<ClusterSpec> east) {
        return new SecuredSites(directory, east);
    }

    public KafkaCluster east() {
        return east;
    }

    public KafkaCluster west() {
        return west;
    }

    /** What the example files ask for. */
    public Map<String, String> environment() {
        return Map.of("EAST_PASSWORD", EAST_PASSWORD, "WEST_KEY_PASSWORD", WEST_KEY_PASSWORD);
    }

    /** The example files for these clusters; gives where the configuration is. */
    public Path config() {
        return config(new String[0]);
    }

    /** The same where east is reached by another of its listeners. */
    public Path eastAt(String listener) {
        return config("east-1.example.com:9093,east-2.example.com:9093", east.bootstrap(listener));
    }

    /** The same after further changes of pieces of text, each followed by what it is changed to. */
    public Path config(String... changes) {
        try {
            copy("west.properties", changes);
            return copy("sasl-ssl.yaml", changes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path copy(String name, String... changes) throws IOException {
        String text = Files.readString(EXAMPLES.resolve(name));
        for (int i = 0; i < changes.length; i += 2) {
            text = text.replace(changes[i], changes[i + 1]);
        }
        text = text.replace("east-1.example.com:9093,east-2.example.com:9093", east.bootstrap(CLIENTS))
                .replace("west-1.example.com:9093,west-2.example.com:9093", west.bootstrap(CLIENTS))
                .replace("/etc/baton/east-ca.pem", eastTrust.toString())
                .replace("/etc/baton/west-ca.pem", westTrust.toString())
                .replace("/etc/baton/west-client.pem", westKey.toString())
                .replace("replication.factor: 3", "replication.factor: 1");
        return Files.writeString(directory.resolve(name), text);
    }

    // ---- rights

    /** Takes all rights of Baton's principals away and gives these instead. */
    public void grant(Collection<Needed> rights) {
        for (Side side : Side.values()) {
            List<AclBinding> bindings = rights.stream()
                    .filter(right -> right.side() == side)
                    .flatMap(right -> bindings(right).stream())
                    .toList();
            try (Admin admin = cluster(side).admin()) {
                admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get(20, TimeUnit.SECONDS);
                admin.createAcls(bindings).all().get(20, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Gives rights by one of the commands of a man page, as a shell would. */
    public void grantBy(String command) {
        boolean atSource = command.contains(RightsManual.SOURCE);
        String typed = command.replace("kafka-acls.sh ", "")
                .replace(RightsManual.SOURCE, east.bootstrap())
                .replace(RightsManual.TARGET, west.bootstrap())
                .replace("User:baton", atSource ? "User:baton" : "User:CN=baton")
                .replace("SOURCE", east.name())
                .replace("'", "");
        AclCommand.main(typed.split(" "));
    }

    /** Lets Baton's principal see one topic more, and not read it. */
    public void show(Side side, String topic) {
        String principal = side == Side.SOURCE ? "User:baton" : "User:CN=baton";
        AclBinding describe = new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry(principal, "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW));
        try (Admin admin = cluster(side).admin()) {
            admin.createAcls(List.of(describe)).all().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private KafkaCluster cluster(Side side) {
        return side == Side.SOURCE ? east : west;
    }

    private static List<AclBinding> bindings(Needed right) {
        String principal = right.side() == Side.SOURCE ? "User:baton" : "User:CN=baton";
        List<AclBinding> bindings = new ArrayList<>();
        for (ResourcePattern pattern : patterns(right.on())) {
            bindings.add(new AclBinding(
                    pattern, new AccessControlEntry(principal, "*", right.operation(), AclPermissionType.ALLOW)));
        }
        return bindings;
    }

    /** What the flow of the example names, where a right is on its topics or groups. */
    private static List<ResourcePattern> patterns(On on) {
        return switch (on) {
            case TOPICS ->
                List.of(
                        new ResourcePattern(on.type(), "orders", PatternType.LITERAL),
                        new ResourcePattern(on.type(), "payments", PatternType.PREFIXED));
            case GROUPS -> List.of(new ResourcePattern(on.type(), "shop-", PatternType.PREFIXED));
            default -> List.of(new ResourcePattern(on.type(), on.resource("east"), on.pattern()));
        };
    }

    @Override
    public void close() {
        east.close();
        west.close();
    }
}
