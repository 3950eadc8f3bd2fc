package dev.baton;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import dev.baton.render.View;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house that the compiler does not know. */
class ArchitectureTest {
    private static final JavaClasses MAIN =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("dev.baton");

    private static final String[] FEATURES = {
        "dev.baton.inspect..",
        "dev.baton.translate..",
        "dev.baton.mirror..",
        "dev.baton.switchover..",
        "dev.baton.drill..",
        "dev.baton.salvage..",
        "dev.baton.failback.."
    };

    @Test
    void shouldDependOnlyDownwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.baton..")
                .layer("main")
                .definedBy("dev.baton")
                .layer("cli")
                .definedBy("dev.baton.cli..")
                .layer("render")
                .definedBy("dev.baton.render..")
                .layer("terminal")
                .definedBy("dev.baton.terminal..")
                .layer("metrics")
                .definedBy("dev.baton.metrics..")
                .layer("drill")
                .definedBy("dev.baton.drill..")
                .layer("failback")
                .definedBy("dev.baton.failback..")
                .whereLayer("failback")
                .mayOnlyBeAccessedByLayers("cli", "render")
                .layer("salvage")
                .definedBy("dev.baton.salvage..")
                .layer("switchover")
                .definedBy("dev.baton.switchover..")
                .layer("inspect")
                .definedBy("dev.baton.inspect..")
                .layer("translate")
                .definedBy("dev.baton.translate..")
                .layer("mirror")
                .definedBy("dev.baton.mirror..")
                .layer("wire")
                .definedBy("dev.baton.wire..")
                .layer("state")
                .definedBy("dev.baton.state..")
                .layer("cluster")
                .definedBy("dev.baton.cluster..")
                .layer("offsets")
                .definedBy("dev.baton.offsets..")
                .whereLayer("main")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("cli")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("terminal")
                .mayOnlyBeAccessedByLayers("main", "cli")
                .whereLayer("render")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("drill")
                .mayOnlyBeAccessedByLayers("cli", "render")
                .whereLayer("salvage")
                .mayOnlyBeAccessedByLayers("cli", "render", "failback")
                .whereLayer("switchover")
                .mayOnlyBeAccessedByLayers("cli", "render", "drill", "salvage", "failback")
                .whereLayer("mirror")
                .mayOnlyBeAccessedByLayers("cli", "render", "terminal", "metrics")
                .whereLayer("metrics")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("inspect")
                .mayOnlyBeAccessedByLayers("cli", "render", "switchover")
                .whereLayer("translate")
                .mayOnlyBeAccessedByLayers(
                        "cli", "render", "switchover", "drill", "mirror", "inspect", "salvage", "failback")
                .whereLayer("wire")
                .mayOnlyBeAccessedByLayers("mirror", "drill", "switchover")
                .layer("mirrormaker")
                .definedBy("dev.baton.mirrormaker..")
                .whereLayer("mirrormaker")
                .mayOnlyBeAccessedByLayers("inspect", "translate", "switchover", "mirror")
                .whereLayer("offsets")
                .mayOnlyBeAccessedByLayers(
                        "switchover", "inspect", "translate", "mirror", "wire", "state", "salvage", "failback")
                .because("cli parses, features decide and act, the packages below them know nothing of features")
                .check(MAIN);
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching("dev.baton.(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void shouldUsePicocliInCliAndJlineInTerminalAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.baton.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(MAIN);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.baton.terminal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jline..")
                .check(MAIN);
    }

    @Test
    void shouldUsePrometheusInMetricsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.baton.metrics..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.prometheus..")
                .check(MAIN);
    }

    @Test
    void shouldUseTheTemplateEngineInRenderAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.baton.render..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("freemarker..")
                .check(MAIN);
    }

    @Test
    void shouldKeepKafkasClientsInClusterAndWire() {
        Set<String> clients = Set.of(
                "org.apache.kafka.clients.admin.Admin",
                "org.apache.kafka.clients.admin.AdminClient",
                "org.apache.kafka.clients.consumer.Consumer",
                "org.apache.kafka.clients.consumer.KafkaConsumer",
                "org.apache.kafka.clients.producer.Producer",
                "org.apache.kafka.clients.producer.KafkaProducer");
        noClasses()
                .that(resideInAnyPackage("dev.baton.cluster..", "dev.baton.wire..")
                        .negate()
                        .as("reside outside of cluster and wire"))
                .should()
                .dependOnClassesThat(in(clients))
                .check(MAIN);
    }

    @Test
    void shouldUseKafkasInternalsInWireAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.baton.wire..", "dev.baton.mirrormaker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka.common.requests..",
                        "org.apache.kafka.common.message..",
                        "org.apache.kafka.common.protocol..",
                        "org.apache.kafka.common.network..",
                        "org.apache.kafka.common.record.internal..",
                        "org.apache.kafka.clients")
                .because("they change with any version of Kafka; connect-mirror-client's public types are made of"
                        + " schemas")
                .check(MAIN);
    }

    @Test
    void shouldKnowNoKafkaInRender() {
        noClasses()
                .that()
                .resideInAPackage("dev.baton.render..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.kafka.."))
                .check(MAIN);
    }

    @Test
    void shouldUseJacksonForFileFormatsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.baton.config..",
                        "dev.baton.render..",
                        "dev.baton.state..",
                        "dev.baton.mirrormaker..",
                        "dev.baton.switchover..",
                        "dev.baton.salvage..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(MAIN);
    }

    @Test
    void shouldLeaveStandardStreamsAndExitToTheProgram() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.baton.Baton")
                .should(ACCESS_STANDARD_STREAMS)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(MAIN);
    }

    @Test
    void shouldKeepNoMutableStatics() {
        fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .doNotHaveFullyQualifiedName("dev.baton.Baton")
                .should()
                .beFinal()
                .check(MAIN);
    }

    @Test
    void shouldNameNoPackageAfterNothing() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..service..", "..impl..", "..helper..")
                .check(MAIN);
    }

    @Test
    void shouldCallNoClassAfterNothing() {
        noClasses().should().haveSimpleNameEndingWith("Manager").check(MAIN);
        noClasses().should().haveSimpleNameEndingWith("Helper").check(MAIN);
        noClasses().should().haveSimpleNameEndingWith("Util").check(MAIN);
        noClasses().should().haveSimpleNameEndingWith("Utils").check(MAIN);
        noClasses().should().haveSimpleNameEndingWith("Impl").check(MAIN);
    }

    @Test
    void shouldKeepTheCommandLineFromTheFeatures() {
        classes()
                .that()
                .resideInAnyPackage(FEATURES)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("dev.baton.cli..", "dev.baton.render..")
                        .negate()
                        .as("know neither the command line nor the renderers"))
                .check(MAIN);
    }

    @Test
    void shouldDescribeEveryReportByASchema() {
        // Given
        Set<String> kinds = new TreeSet<>();
        MAIN.stream()
                .filter(type -> type.isAssignableTo(View.class) && !type.isInterface())
                .forEach(type -> kinds.add(type.getSimpleName().replaceAll("View$", "")));

        // Then
        assertThat(kinds)
                .isNotEmpty()
                .allSatisfy(kind -> assertThat(View.class.getResource("/schema/" + kind + ".schema.json"))
                        .as(kind)
                        .isNotNull());
    }

    @Test
    void shouldMarkEveryPackageAsFreeOfNull() throws ClassNotFoundException {
        // Given
        Set<String> packages = new TreeSet<>();
        MAIN.forEach(type -> packages.add(type.getPackageName()));

        // Then
        for (String name : packages) {
            assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
                    .as(name)
                    .isTrue();
        }
    }

    private static DescribedPredicate<JavaClass> in(Set<String> names) {
        return DescribedPredicate.describe("are Kafka's clients", type -> names.contains(type.getFullName()));
    }
}
