package dev.baton.bench;

import java.util.HashMap;
import java.util.Map;

/** Options of a benchmark whose values are all numbers. */
final class NumberOptions {
    private NumberOptions() {}

    /**
     * @param defaults every option there is, with its value where it is not given
     * @throws IllegalArgumentException for an option that is none, or a value that is no number
     */
    static Map<String, Long> parse(String[] arguments, Map<String, Long> defaults) {
        Map<String, Long> options = new HashMap<>(defaults);
        for (int i = 0; i < arguments.length; i += 2) {
            if (!defaults.containsKey(arguments[i])) {
                throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
            if (i + 1 == arguments.length || !arguments[i + 1].matches("[0-9]{1,12}")) {
                throw new IllegalArgumentException(arguments[i] + " needs a number");
            }
            options.put(arguments[i], Long.parseLong(arguments[i + 1]));
        }
        return options;
    }
}
