package org.letterlock.engine.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.letterlock.engine.directory.Vacation;
import org.letterlock.engine.dsn.DsnLetter;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.EncodedWords;
import org.letterlock.engine.mime.HeaderField;
import org.letterlock.engine.mime.HeaderFields;
import org.letterlock.engine.mime.MessageIds;

/** Writes what is answered while somebody is away (RFC 3834 §3, RFC 5230 §5), and signs it. Safe for any number of threads. */
public final class VacationLetter {

    private static final int LONGEST_ID = 252;
    private static final int MOST_REFERENCES = 20;

    /** RFC 5322 §2.1.1 asks for no more in a line. */
    private static final int LONGEST_LINE = 78;

    private final LetterSigner signer;
    private final DomainName host;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param host our name */
    public VacationLetter(LetterSigner signer, DomainName host, Clock clock, RandomGenerator random) {
        this.signer = signer;
        this.host = host;
        this.clock = clock;
        this.random = random;
    }

    /**
     * The answer, for the null reverse-path (RFC 3834 §3.3).
     *
     * @param as the address that it comes from: the one that the letter came to
     * @param to who sent the letter
     * @param letter the header of what is answered
     */
    DsnLetter write(Vacation vacation, EmailAddress as, EmailAddress to, HeaderFields letter, boolean requireTls) {
        boolean utf8 = as.isInternationalized() || to.isInternationalized();
        Instant now = clock.instant();
        StringBuilder head = new StringBuilder("Date: ").append(Trace.date(now)).append("\r\n");
        head.append("From: <").append(as).append(">\r\nTo: <").append(to).append(">\r\n");
        head.append("Subject: ")
                .append(unstructured(vacation.subject().orElseGet(() -> answered(letter))))
                .append("\r\n");
        head.append("Message-ID: <").append(token()).append('@').append(host).append(">\r\n");
        thread(head, letter);
        head.append("Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n");
        boolean plain = isPlain(vacation.text());
        head.append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ")
                .append(plain ? "7bit" : "base64")
                .append("\r\n\r\n");
        byte[] header = Trace.octets(head.toString());
        byte[] whole = Submission.join(header, body(vacation.text(), plain));
        byte[] signature = signer.sign(List.of(as), header, Octets.of(whole), header.length, now);
        return new DsnLetter(to, Octets.of(Submission.join(signature, whole)), utf8, utf8, requireTls);
    }

    private String token() {
        byte[] bits = new byte[16];
        random.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    /** RFC 5230 §5.1 leaves the words to us. */
    private static String answered(HeaderFields letter) {
        String subject = letter.first("Subject")
                .map(HeaderField::decoded)
                .orElse("")
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        String kept = subject.codePoints()
                .limit(Vacation.MAX_SUBJECT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return kept.isEmpty() ? "Automatic reply" : "Auto: " + kept;
    }

    /** In-Reply-To and References (RFC 5322 §3.6.4), as far as the letter has a name. */
    private static void thread(StringBuilder head, HeaderFields letter) {
        List<String> id = ids(letter, "Message-ID");
        if (id.size() != 1) {
            return;
        }
        List<String> before = ids(letter, "References");
        if (before.isEmpty()) {
            List<String> parents = ids(letter, "In-Reply-To");
            before = parents.size() == 1 ? parents : List.of();
        }
        List<String> references =
                new ArrayList<>(before.subList(Math.max(0, before.size() - MOST_REFERENCES), before.size()));
        references.add(id.getFirst());
        head.append("In-Reply-To: ").append(id.getFirst()).append("\r\nReferences: ");
        head.append(String.join("\r\n ", references)).append("\r\n");
    }

    private static List<String> ids(HeaderFields letter, String name) {
        return letter.value(name).stream()
                .flatMap(value -> MessageIds.in(value).stream())
                .filter(id -> id.length() <= LONGEST_ID && id.chars().allMatch(c -> c > ' ' && c < 0x7f))
                .toList();
    }

    static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c < 0x7f) && text.lines().allMatch(line -> line.length() <= LONGEST_LINE);
    }

    static byte[] body(String text, boolean plain) {
        String lines = String.join("\r\n", text.lines().toList()) + "\r\n";
        byte[] octets = lines.getBytes(StandardCharsets.UTF_8);
        return plain ? octets : Submission.join(Base64.getMimeEncoder().encode(octets), Trace.octets("\r\n"));
    }

    /** Text of a field: as it is where that is ASCII, else as encoded words, cut between characters, each in a line of its own. */
    static String unstructured(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f) && !text.contains("=?") && text.length() <= LONGEST_LINE) {
            return text;
        }
        return String.join("\r\n ", EncodedWords.encode(text));
    }
}
