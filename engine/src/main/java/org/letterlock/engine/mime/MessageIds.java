package org.letterlock.engine.mime;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Finds message ids (RFC 5322 §3.6.4) in the values of fields, whatever else stands there. Linear in the value. */
public final class MessageIds {

    private static final Pattern ONE = Pattern.compile("<[^<>\\s]+>");

    private MessageIds() {}

    /** Those in {@code value}, in their order, each with its angle brackets. */
    public static List<String> in(String value) {
        return ONE.matcher(value).results().map(MatchResult::group).toList();
    }
}
