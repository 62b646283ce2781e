package org.letterlock.engine.imap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Uid;

/**
 * A relative IMAP URL that means a message or a part of one (RFC 5092 §5, §7), such as {@code /Drafts;UIDVALIDITY=7/;UID=20/;SECTION=1.MIME}.
 *
 * @param mailbox the mailbox; without one it is the selected one
 * @param uidValidity what the mailbox's UIDVALIDITY must be
 * @param uid the message, 1 to 4,294,967,295
 * @param section which octets of it
 * @param partial which of these
 */
public record ImapUrl(
        Optional<MailboxName> mailbox,
        Optional<Long> uidValidity,
        long uid,
        Section section,
        Optional<Section.Partial> partial) {

    private static final String UID = ";UID=";
    private static final String UIDVALIDITY = ";UIDVALIDITY=";
    private static final int MAX_DIGITS = 18;

    /** Reads a URL; empty where it is none, or absolute: no other server is asked (RFC 4469 §3). */
    public static Optional<ImapUrl> parse(String url) {
        int at = url.toUpperCase(Locale.ROOT).indexOf(UID);
        if (at < 0 || url.length() != url.toUpperCase(Locale.ROOT).length() || url.startsWith("//")) {
            return Optional.empty();
        }
        String[] behind = url.substring(at + UID.length()).split("/;", -1);
        Optional<Long> uid = number(behind[0]).filter(n -> n >= 1 && n <= Uid.MAX);
        Optional<Section> section = Optional.of(Section.WHOLE);
        Optional<Section.Partial> partial = Optional.empty();
        for (int i = 1; i < behind.length; i++) {
            String[] pair = behind[i].split("=", 2);
            if (pair.length == 2 && pair[0].equalsIgnoreCase("SECTION") && i == 1) {
                section = decoded(pair[1]).flatMap(FetchParser::section);
            } else if (pair.length == 2 && pair[0].equalsIgnoreCase("PARTIAL") && i == behind.length - 1) {
                partial = partial(pair[1]);
                section = partial.isPresent() ? section : Optional.empty();
            } else {
                return Optional.empty();
            }
        }
        if (uid.isEmpty() || section.isEmpty()) {
            return Optional.empty();
        }
        return place(url.substring(0, at), uid.get(), section.get(), partial);
    }

    /** The part before the UID: nothing, or a mailbox between slashes. */
    private static Optional<ImapUrl> place(
            String before, long uid, Section section, Optional<Section.Partial> partial) {
        if (before.isEmpty() || before.equals("/")) {
            return Optional.of(new ImapUrl(Optional.empty(), Optional.empty(), uid, section, partial));
        }
        if (!before.endsWith("/")) {
            return Optional.empty();
        }
        String path = before.substring(before.startsWith("/") ? 1 : 0, before.length() - 1);
        int at = path.toUpperCase(Locale.ROOT).indexOf(UIDVALIDITY);
        Optional<Long> uidValidity = at < 0 ? Optional.empty() : number(path.substring(at + UIDVALIDITY.length()));
        if (at >= 0 && uidValidity.isEmpty()) {
            return Optional.empty();
        }
        return decoded(at < 0 ? path : path.substring(0, at))
                .flatMap(MailboxName::parse)
                .map(mailbox -> new ImapUrl(Optional.of(mailbox), uidValidity, uid, section, partial));
    }

    private static Optional<Section.Partial> partial(String text) {
        String[] pair = text.split("\\.", 2);
        Optional<Long> origin = number(pair[0]);
        Optional<Long> length = pair.length == 1 ? Optional.of(Long.MAX_VALUE) : number(pair[1]);
        return origin.isPresent() && length.filter(n -> n > 0).isPresent()
                ? Optional.of(new Section.Partial(origin.get(), length.get()))
                : Optional.empty();
    }

    private static Optional<Long> number(String text) {
        boolean valid =
                !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return valid ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** Takes percent-encoding off; what is behind it is UTF-8 (RFC 5092 §9). */
    private static Optional<String> decoded(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                octets.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            boolean complete = i + 2 < text.length();
            int high = complete ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = complete ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            octets.write(high << 4 | low);
            i += 2;
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
