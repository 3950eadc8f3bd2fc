package dev.baton.config;

import java.util.List;

/**
 * A configuration in somebody else's form.
 *
 * @param text the file; no secret is in it
 * @param toDo what has to be there before the file works, such as a variable that holds a secret
 * @param leftOut what the other form has no word for
 */
public record Exported(String text, List<String> toDo, List<String> leftOut) {
    public Exported {
        toDo = List.copyOf(toDo);
        leftOut = List.copyOf(leftOut);
    }
}
