package org.letterlock.protocol;

import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sentences with places for values: {@code {name}}, or {@code {name:octets}} for a number of octets, which is told as people tell sizes. */
public final class Sentence {

    private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z]+)(:octets)?\\}");
    private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB");
    private static final List<String> RUSSIAN_UNITS = List.of("кБ", "МБ", "ГБ", "ТБ");
    private static final int STEP = 1_000;

    private Sentence() {}

    /**
     * What a stranger says, as it may be shown and copied: without what steers a terminal or turns the direction of reading, and no longer than it is read.
     *
     * @param most how many characters, from 0
     */
    public static String harmless(String said, int most) {
        return said.codePoints()
                .filter(c -> c == '\n'
                        || c == '\t'
                        || !(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT))
                .limit(most)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The sentence for people who read {@code locale}. A place without a value stays as it is. */
    public static String fill(String template, Map<String, String> values, Locale locale) {
        return PLACE.matcher(template).replaceAll(place -> {
            String value = values.getOrDefault(place.group(1), place.group());
            return Matcher.quoteReplacement(place.group(2) == null ? value : size(value, locale));
        });
    }

    private static String size(String text, Locale locale) {
        double shown;
        try {
            shown = Long.parseLong(text);
        } catch (NumberFormatException e) {
            return text;
        }
        List<String> units = locale.getLanguage().equals("ru") ? RUSSIAN_UNITS : UNITS;
        int unit = 0;
        shown /= STEP;
        while (shown >= STEP && unit + 1 < units.size()) {
            shown /= STEP;
            unit++;
        }
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMaximumFractionDigits(shown < 10 ? 1 : 0);
        return format.format(shown) + '\u00a0' + units.get(unit);
    }
}
