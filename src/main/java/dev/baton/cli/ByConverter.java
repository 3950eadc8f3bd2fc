package dev.baton.cli;

import dev.baton.translate.By;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The evidence to translate by. */
final class ByConverter implements ITypeConverter<By> {
    @Override
    public By convert(String text) {
        return Arrays.stream(By.values())
                .filter(by -> by.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of " + words()));
    }

    private static String words() {
        return Arrays.stream(By.values())
                .map(by -> by.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
