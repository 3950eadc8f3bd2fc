package dev.baton.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The test shows that Baton does the right thing in one of the field's known traps, {@code 1} to {@code 36} and {@code a} to
 * {@code n}: it fails where that is taken away. {@code TrapsTest} lists them all.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Trap {
    String[] value();
}
