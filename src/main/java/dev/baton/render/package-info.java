/**
 * Reports as table, JSON, YAML or CSV. Knows no Kafka and no picocli.
 */
@NullMarked
package dev.baton.render;

import org.jspecify.annotations.NullMarked;
