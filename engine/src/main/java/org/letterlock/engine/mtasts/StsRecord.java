package org.letterlock.engine.mtasts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The TXT record at {@code _mta-sts} (RFC 8461 §3.1).
 *
 * @param id changes with the policy; 1 to 32 letters and digits
 */
public record StsRecord(String id) {

    private static final String VERSION = "v=STSv1;";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{1,32}");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[!-:<>-~]+");

    /** The one record among the texts of the name; empty where there is none, more than one, or one that breaks the grammar. */
    public static Optional<StsRecord> among(List<String> texts) {
        List<String> records =
                texts.stream().filter(text -> text.startsWith(VERSION)).toList();
        return records.size() == 1 ? parse(records.getFirst()) : Optional.empty();
    }

    private static Optional<StsRecord> parse(String text) {
        Optional<String> id = Optional.empty();
        String[] fields = text.substring(VERSION.length()).split(";", -1);
        for (int i = 0; i < fields.length; i++) {
            String field = fields[i].strip();
            if (field.isEmpty() && i == fields.length - 1) {
                continue;
            }
            if (!FIELD.matcher(field).matches()) {
                return Optional.empty();
            }
            if (id.isEmpty() && field.startsWith("id=")) {
                id = Optional.of(field.substring(3));
            }
        }
        return id.filter(value -> ID.matcher(value).matches()).map(StsRecord::new);
    }
}
