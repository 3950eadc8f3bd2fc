package dev.baton.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Asks for a cluster as a parameter; within a test class the same name is the same cluster. */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Named {
    /** Name and alias. */
    String value();

    /** How many nodes; the first parameter of a class that says more than 1 decides. */
    int brokers() default 1;

    /** Server properties, {@code name=value} each. */
    String[] with() default {};
}
