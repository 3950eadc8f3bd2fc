package dev.baton.testkit;

import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the clusters that a test class names in its parameters, hands them in, and ends them with the class. */
final class ClusterExtension implements ExecutionCondition, BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(ClusterExtension.class);

    private static boolean said;

    /** Where the tests shall run on containers and no engine answers, they are skipped, and one line says so. */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (!ContainerCluster.chosen() || ContainerCluster.possible()) {
            return ConditionEvaluationResult.enabled("clusters can be started");
        }
        String reason = "no Docker engine answers (is DOCKER_HOST right?): the tests on containers are skipped";
        if (!said) {
            said = true;
            System.err.println("[containers] " + reason);
        }
        return ConditionEvaluationResult.disabled(reason);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        clusters(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        clusters(context).byName().values().stream().filter(c -> !c.isUp()).forEach(KafkaCluster::revive);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return isCluster(parameter.getParameter());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        String name = parameter.getParameter().getAnnotation(Named.class).value();
        return clusters(context).byName().get(name);
    }

    private static Clusters clusters(ExtensionContext context) {
        ExtensionContext ofClass = context;
        while (ofClass.getTestMethod().isPresent()) {
            ofClass = ofClass.getParent().orElseThrow();
        }
        Class<?> testClass = ofClass.getRequiredTestClass();
        return ofClass.getStore(NAMESPACE)
                .computeIfAbsent(Clusters.class, key -> Clusters.start(specsOf(testClass)), Clusters.class);
    }

    private static ClusterSpec[] specsOf(Class<?> testClass) {
        Map<String, ClusterSpec> specs = new LinkedHashMap<>();
        Stream<Executable> executables = Stream.concat(
                Arrays.stream(testClass.getDeclaredConstructors()), Arrays.stream(testClass.getDeclaredMethods()));
        executables
                .flatMap(executable -> Arrays.stream(executable.getParameters()))
                .filter(ClusterExtension::isCluster)
                .forEach(parameter -> describe(specs, parameter.getAnnotation(Named.class)));
        return specs.values().toArray(ClusterSpec[]::new);
    }

    private static void describe(Map<String, ClusterSpec> specs, Named named) {
        ClusterSpec spec = specs.computeIfAbsent(named.value(), KafkaCluster::named);
        spec.brokers(Math.max(spec.brokers, named.brokers()));
        for (String setting : named.with()) {
            int equals = setting.indexOf('=');
            spec.with(setting.substring(0, equals), setting.substring(equals + 1));
        }
    }

    private static boolean isCluster(Parameter parameter) {
        return parameter.isAnnotationPresent(Named.class) && parameter.getType() == KafkaCluster.class;
    }

    /** What the store keeps for a class; it closes it after the class's last test. */
    private record Clusters(Map<String, KafkaCluster> byName) implements AutoCloseable {
        static Clusters start(ClusterSpec[] specs) {
            Map<String, KafkaCluster> clusters = new LinkedHashMap<>();
            KafkaCluster.startAll(specs).forEach(cluster -> clusters.put(cluster.name(), cluster));
            return new Clusters(clusters);
        }

        @Override
        public void close() {
            byName.values().forEach(KafkaCluster::close);
        }
    }
}
