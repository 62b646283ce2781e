package org.letterlock.engine.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.EmailAddress;

/**
 * Reads the addresses of a From field strictly (RFC 5322 §3.4, groups as of RFC 6854): what different readers could understand differently is not understood
 * at all. One character at a time, without going back.
 */
final class AuthorList {

    private static final int MAX_AUTHORS = 100;

    private final String text;
    private int at;

    private AuthorList(String text) {
        this.text = text;
    }

    /** The addresses; empty where the field is not clear or names nobody. */
    static Optional<List<EmailAddress>> parse(String body) {
        return new AuthorList(body).mailboxes();
    }

    private Optional<List<EmailAddress>> mailboxes() {
        List<EmailAddress> found = new ArrayList<>();
        while (found.size() < MAX_AUTHORS) {
            Optional<EmailAddress> one = mailbox();
            if (one.isEmpty()) {
                return Optional.empty();
            }
            found.add(one.get());
            if (at == text.length()) {
                return Optional.of(found);
            }
            if (text.charAt(at++) != ',') {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** One mailbox up to a comma or the end: words and an address in angle brackets, or an address alone. */
    private Optional<EmailAddress> mailbox() {
        StringBuilder bare = new StringBuilder();
        Optional<String> angle = Optional.empty();
        while (at < text.length() && text.charAt(at) != ',') {
            char c = text.charAt(at);
            if (c == '(') {
                if (!comment()) {
                    return Optional.empty();
                }
            } else if (c == '"') {
                if (angle.isPresent() || !quoted(bare)) {
                    return Optional.empty();
                }
            } else if (c == '<') {
                angle = angle.isPresent() ? Optional.empty() : angleAddress();
                if (angle.isEmpty()) {
                    return Optional.empty();
                }
            } else if (c == '>' || c == ')' || c == ':' || c == ';' || c == '\\' || (c < ' ' && c != '\t')) {
                return Optional.empty();
            } else {
                if (angle.isPresent() && c != ' ' && c != '\t') {
                    return Optional.empty();
                }
                bare.append(c);
                at++;
            }
        }
        String name = bare.toString().strip();
        if (angle.isPresent()) {
            return EmailAddress.parse(angle.get());
        }
        return EmailAddress.parse(name);
    }

    private boolean comment() {
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\') {
                at++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return true;
            }
        }
        return false;
    }

    private boolean quoted(StringBuilder into) {
        into.append(text.charAt(at++));
        while (at < text.length()) {
            char c = text.charAt(at++);
            into.append(c);
            if (c == '"') {
                return true;
            }
            if (c == '\\') {
                if (at == text.length()) {
                    return false;
                }
                into.append(text.charAt(at++));
            }
        }
        return false;
    }

    private Optional<String> angleAddress() {
        at++;
        StringBuilder inside = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                if (!quoted(inside)) {
                    return Optional.empty();
                }
            } else if (c == '>') {
                at++;
                return Optional.of(inside.toString().strip());
            } else {
                inside.append(c);
                at++;
            }
        }
        return Optional.empty();
    }
}
