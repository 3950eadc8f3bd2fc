package dev.baton.cli;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment, ISO-8601 with its zone: {@code 2026-01-31T12:00:00Z}, {@code 2026-01-31T13:00:00+01:00}. */
final class TimeConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no time with a zone; write it as 2026-01-31T12:00:00Z");
        }
    }
}
