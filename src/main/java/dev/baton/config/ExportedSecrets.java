package dev.baton.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of what is exported: one that is written in clear is asked for by an environment variable instead. Works
 * on a configuration whose placeholders are as they are written.
 */
final class ExportedSecrets {
    private static final Pattern JAAS_OPTION = Pattern.compile("([A-Za-z0-9._-]+)\\s*=\\s*(\"[^\"]*\"|[^\\s;]+)");

    private final ExportNotes notes;

    ExportedSecrets(ExportNotes notes) {
        this.notes = notes;
    }

    /** A property of a cluster as it may be written. */
    String shown(String alias, String name, String value) {
        if (!ClientProperties.isSecret(name) || isProvided(name, value)) {
            return value;
        }
        String variable = variable(alias, name);
        notes.toDo(alias + ": " + name + " is a secret and not written: set the environment variable " + variable);
        return "${env:" + variable + "}";
    }

    /** Whether nothing secret is in the text itself. */
    private static boolean isProvided(String name, String value) {
        return Placeholders.is(value) || (name.equals("sasl.jaas.config") && isProvidedJaas(value));
    }

    private static boolean isProvidedJaas(String value) {
        Matcher options = JAAS_OPTION.matcher(value);
        boolean any = false;
        while (options.find()) {
            String text = options.group(2).replace("\"", "");
            if (ClientProperties.isSecret(options.group(1)) && !Placeholders.is(text)) {
                return false;
            }
            any |= Placeholders.is(text);
        }
        return any;
    }

    private static String variable(String alias, String name) {
        return (alias + "_" + name).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
