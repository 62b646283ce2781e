package org.letterlock.engine.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mime.ImapEnvelope.Address;

/**
 * Reads address lists (RFC 5322 §3.4, with the obsolete forms of §4.4) as far as they make sense: nothing is refused. An address
 * without a domain gets an empty host, a name without an address an empty mailbox too. Linear in the text.
 */
final class AddressList {

    private static final Address GROUP_END = new Address(Optional.empty(), Optional.empty(), Optional.empty());

    private final String text;
    private final int limit;
    private final List<Address> addresses = new ArrayList<>();
    private boolean inGroup;
    private int at;

    private final StringBuilder words = new StringBuilder();
    private boolean spacePending;
    private int wordStart;
    private int localStart;
    private int atSign;
    private String comment = "";
    private String angle = "";
    private boolean hasAngle;

    private AddressList(String text, int limit) {
        this.text = text;
        this.limit = limit;
    }

    /** The addresses of {@code text}, marks of groups among them; reading stops when there are {@code limit}. */
    static List<Address> parse(String text, int limit) {
        return new AddressList(text, limit).run();
    }

    private List<Address> run() {
        clear();
        while (at < text.length() && addresses.size() < limit) {
            char c = text.charAt(at++);
            switch (c) {
                case ',' -> finish();
                case ';' -> {
                    finish();
                    endGroup();
                }
                case ':' -> {
                    if (inGroup || atSign >= 0 || hasAngle) {
                        append(c);
                    } else {
                        inGroup = true;
                        addresses.add(new Address(Optional.empty(), Optional.of(words.toString()), Optional.empty()));
                        clear();
                    }
                }
                case '<' -> angle();
                case '(' -> comment = comment();
                case '"' -> quoted();
                case '@' -> atSign();
                case ' ', '\t' -> spacePending = true;
                default -> append(c);
            }
        }
        if (addresses.size() < limit) {
            finish();
        }
        endGroup();
        return List.copyOf(addresses);
    }

    private void clear() {
        words.setLength(0);
        spacePending = false;
        wordStart = 0;
        localStart = 0;
        atSign = -1;
        comment = "";
        angle = "";
        hasAngle = false;
    }

    private void endGroup() {
        if (inGroup) {
            addresses.add(GROUP_END);
            inGroup = false;
        }
    }

    private void append(char c) {
        space();
        words.append(c);
    }

    /** Puts one space for those before the next word; none where they stand around the at sign. */
    private void space() {
        boolean behindAtSign = atSign >= 0 && atSign == words.length() - 1;
        if (spacePending && !words.isEmpty() && !behindAtSign) {
            words.append(' ');
            wordStart = words.length();
        }
        spacePending = false;
    }

    private void atSign() {
        if (hasAngle) {
            return;
        }
        spacePending = false;
        localStart = atSign < 0 || wordStart > atSign ? wordStart : localStart;
        atSign = words.length();
        words.append('@');
    }

    private void quoted() {
        space();
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            words.append(text.charAt(at++));
        }
        at++;
    }

    private String comment() {
        StringBuilder inside = new StringBuilder();
        int depth = 1;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                break;
            }
            inside.append(c);
        }
        return inside.toString().strip();
    }

    /** Reads angle-addr; where its end is missing it ends at the comma. The route of an obsolete one is dropped. */
    private void angle() {
        StringBuilder inside = new StringBuilder();
        boolean route = at < text.length() && text.charAt(at) == '@';
        while (at < text.length() && text.charAt(at) != '>' && (route || text.charAt(at) != ',')) {
            char c = text.charAt(at++);
            if (c == '"') {
                while (at < text.length() && text.charAt(at) != '"') {
                    if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                        at++;
                    }
                    inside.append(text.charAt(at++));
                }
                at++;
            } else if (c == ':' && route) {
                route = false;
                inside.setLength(0);
            } else if (c != ' ' && c != '\t') {
                inside.append(c);
            }
        }
        if (at < text.length() && text.charAt(at) == '>') {
            at++;
        }
        if (!hasAngle) {
            hasAngle = true;
            angle = inside.toString();
        }
    }

    private void finish() {
        if (hasAngle) {
            String name = words.isEmpty() ? comment : words.toString();
            add(name, angle, angle.lastIndexOf('@'));
        } else if (atSign >= 0) {
            String name = localStart > 0 && comment.isEmpty()
                    ? words.substring(0, localStart).strip()
                    : comment;
            String spec = words.substring(localStart);
            int end = spec.indexOf(' ', atSign - localStart);
            add(name, end < 0 ? spec : spec.substring(0, end), atSign - localStart);
        } else if (words.indexOf(" ") >= 0) {
            add(words.toString(), "", -1);
        } else if (!words.isEmpty()) {
            add(comment, words.toString(), -1);
        }
        clear();
    }

    private void add(String name, String spec, int separator) {
        String mailbox = separator < 0 ? spec : spec.substring(0, separator);
        String host = separator < 0 ? "" : spec.substring(separator + 1);
        addresses.add(new Address(
                Optional.of(name).filter(n -> !n.isEmpty()), Optional.of(mailbox.strip()), Optional.of(host.strip())));
    }
}
