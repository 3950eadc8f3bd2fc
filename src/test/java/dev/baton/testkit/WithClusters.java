package dev.baton.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class its clusters, one for each {@link Named} name, started together before the first test and shared by
 * all of them. Before each test every node is up again, whatever the one before did to it.
 *
 * <p>Tests tagged {@code containers}, which are those that kill no process, run on containers as well:
 * {@code mvn -Pcontainers verify}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(ClusterExtension.class)
public @interface WithClusters {}
