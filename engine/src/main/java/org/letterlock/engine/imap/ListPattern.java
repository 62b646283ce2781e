package org.letterlock.engine.imap;

import org.letterlock.engine.mail.MailboxName;

/**
 * A pattern of LIST (RFC 9051 §6.3.9): {@code *} matches anything, {@code %} anything but the separator. {@code INBOX} matches whatever case it is
 * written in. Matching takes time in proportion to the lengths multiplied, never more.
 */
public final class ListPattern {

    private final String pattern;

    /** @param pattern decoded, with the reference in front */
    public ListPattern(String pattern) {
        this.pattern = collapse(pattern);
    }

    private static String collapse(String pattern) {
        String inbox = MailboxName.INBOX.value();
        String text = pattern.length() >= inbox.length()
                        && pattern.regionMatches(true, 0, inbox, 0, inbox.length())
                        && (pattern.length() == inbox.length()
                                || pattern.charAt(inbox.length()) == MailboxName.SEPARATOR)
                ? inbox + pattern.substring(inbox.length())
                : pattern;
        StringBuilder collapsed = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char before = collapsed.isEmpty() ? 'x' : collapsed.charAt(collapsed.length() - 1);
            if (c == '*' && before == '%') {
                collapsed.setCharAt(collapsed.length() - 1, '*');
            } else if ((c != '%' && c != '*') || (before != '*' && before != c)) {
                collapsed.append(c);
            }
        }
        return collapsed.toString();
    }

    /** Whether {@code name} matches. */
    public boolean matches(MailboxName name) {
        String text = name.value();
        if (name.equals(MailboxName.INBOX) && pattern.indexOf('%') < 0 && pattern.indexOf('*') < 0) {
            return pattern.equalsIgnoreCase(text);
        }
        boolean[] reached = new boolean[pattern.length() + 1];
        reached[0] = true;
        skipWildcards(reached);
        for (int i = 0; i < text.length(); i++) {
            reached = step(reached, text.charAt(i));
        }
        return reached[pattern.length()];
    }

    private boolean[] step(boolean[] reached, char c) {
        boolean[] next = new boolean[reached.length];
        for (int p = 0; p < pattern.length(); p++) {
            if (!reached[p]) {
                continue;
            }
            char wanted = pattern.charAt(p);
            if (wanted == '*' || (wanted == '%' && c != MailboxName.SEPARATOR)) {
                next[p] = true;
            } else if (wanted == c) {
                next[p + 1] = true;
            }
        }
        skipWildcards(next);
        return next;
    }

    private void skipWildcards(boolean[] reached) {
        for (int p = 0; p < pattern.length(); p++) {
            if (reached[p] && (pattern.charAt(p) == '*' || pattern.charAt(p) == '%')) {
                reached[p + 1] = true;
            }
        }
    }
}
