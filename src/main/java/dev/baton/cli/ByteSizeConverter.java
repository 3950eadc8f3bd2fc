package dev.baton.cli;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers of bytes, also a second, as operators write them: {@code 500000}, {@code 500kB}, {@code 20MB}, {@code 1.5GiB/s}. */
final class ByteSizeConverter implements ITypeConverter<Long> {
    private static final Pattern RATE = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)\\s*([kKMG]i?)?B?(/s)?");
    private static final Map<String, Long> UNITS = Map.of(
            "k",
            1_000L,
            "K",
            1_000L,
            "M",
            1_000_000L,
            "G",
            1_000_000_000L,
            "ki",
            1L << 10,
            "Ki",
            1L << 10,
            "Mi",
            1L << 20,
            "Gi",
            1L << 30);

    @Override
    public Long convert(String value) {
        Matcher matcher = RATE.matcher(value.trim());
        if (!matcher.matches()) {
            throw notOne(value);
        }
        String unit = matcher.group(2);
        BigDecimal bytes = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unit == null ? 1 : UNITS.getOrDefault(unit, 1L)));
        if (bytes.compareTo(BigDecimal.ONE) < 0 || bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw notOne(value);
        }
        return bytes.longValue();
    }

    private static TypeConversionException notOne(String value) {
        return new TypeConversionException("'" + value + "' is not a number of bytes; write 500kB, 20MB or 1GiB");
    }
}
