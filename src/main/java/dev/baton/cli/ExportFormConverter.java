package dev.baton.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The form to export to, by its name in words with hyphens. */
final class ExportFormConverter implements ITypeConverter<ConfigExportCommand.Form> {
    @Override
    public ConfigExportCommand.Form convert(String text) {
        return Arrays.stream(ConfigExportCommand.Form.values())
                .filter(form -> word(form).equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of " + words()));
    }

    private static String words() {
        return Arrays.stream(ConfigExportCommand.Form.values())
                .map(ExportFormConverter::word)
                .collect(Collectors.joining(", "));
    }

    private static String word(ConfigExportCommand.Form form) {
        return form.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
