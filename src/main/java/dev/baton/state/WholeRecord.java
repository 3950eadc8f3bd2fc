package dev.baton.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Whether a JSON object holds all that a record is made of. A reader of JSON fills in null, or 0, for what is missing: a null
 * that nobody expects, or an offset that nobody wrote.
 *
 * <p>What may be null may be missing, and a flag that is missing is off, so that fields can be added.
 */
public final class WholeRecord {
    private static final ClassValue<List<Part>> PARTS = new ClassValue<>() {
        @Override
        protected List<Part> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents()).map(Part::of).toList();
        }
    };

    private WholeRecord() {}

    /** Whether it does; of the records in it, and in lists in it, as well. */
    public static boolean is(JsonNode tree, Class<?> type) {
        return tree.isObject() && PARTS.get(type).stream().allMatch(part -> part.isIn(tree));
    }

    /**
     * One component.
     *
     * @param type of it, or of the items of the list that it is
     */
    private record Part(String name, boolean optional, Class<?> type) {
        static Part of(RecordComponent component) {
            AnnotatedType declared = component.getAnnotatedType();
            boolean optional = component.getType() == boolean.class || declared.isAnnotationPresent(Nullable.class);
            return new Part(component.getName(), optional, itemType(component.getType(), declared));
        }

        private static Class<?> itemType(Class<?> type, AnnotatedType declared) {
            boolean list = List.class.isAssignableFrom(type) && declared instanceof AnnotatedParameterizedType;
            return list
                            && ((AnnotatedParameterizedType) declared).getAnnotatedActualTypeArguments()[0].getType()
                                    instanceof Class<?> item
                    ? item
                    : type;
        }

        boolean isIn(JsonNode tree) {
            JsonNode value = tree.path(name);
            if (value.isMissingNode() || value.isNull()) {
                return optional;
            }
            return value.isArray()
                    ? StreamSupport.stream(value.spliterator(), false).allMatch(this::isWhole)
                    : isWhole(value);
        }

        /** What is no object is either no record, or has a form of its own. */
        private boolean isWhole(JsonNode value) {
            return !value.isNull() && (!type.isRecord() || !value.isObject() || is(value, type));
        }
    }
}
