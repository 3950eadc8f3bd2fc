package dev.baton.state;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.reflect.AnnotatedType;
import org.jspecify.annotations.Nullable;

/**
 * Makes a mapper refuse JSON that lacks a part of a record, in lists as well. By itself it fills in null, or 0, for what is
 * missing: a null that nobody expects, or an offset that nobody wrote.
 *
 * <p>What may be null may be missing, and a flag that is missing is off, so that fields can be added.
 */
public final class WholeRecords extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
        if (member instanceof AnnotatedParameter part) {
            return isRequired(part);
        }
        return super.hasRequiredMarker(member);
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
        return annotated instanceof AnnotatedParameter part && isRequired(part)
                ? JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL)
                : super.findSetterInfo(annotated);
    }

    private static boolean isRequired(AnnotatedParameter part) {
        if (part.getRawType() == boolean.class || !(part.getOwner() instanceof AnnotatedConstructor constructor)) {
            return false;
        }
        AnnotatedType declared = constructor.getAnnotated().getAnnotatedParameterTypes()[part.getIndex()];
        return !declared.isAnnotationPresent(Nullable.class);
    }
}
