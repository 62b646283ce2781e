package org.letterlock.engine.smtp;

import java.util.Optional;
import org.letterlock.engine.mail.ReversePath;

/** What a client said. The last two are no commands, but have a reply too. */
public sealed interface SmtpCommand {

    /**
     * HELO (RFC 5321 §4.1.1.1).
     *
     * @param name what the client calls itself: printable ASCII without spaces, whatever else it is
     */
    record Helo(String name) implements SmtpCommand {}

    /**
     * EHLO (RFC 5321 §4.1.1.1).
     *
     * @param name as with HELO
     */
    record Ehlo(String name) implements SmtpCommand {}

    /**
     * MAIL (RFC 5321 §4.1.1.2).
     *
     * @param from the reverse-path
     * @param parameters its parameters
     */
    record Mail(ReversePath from, MailParameters parameters) implements SmtpCommand {}

    /**
     * RCPT (RFC 5321 §4.1.1.3).
     *
     * @param to the forward-path
     * @param parameters its parameters
     */
    record Rcpt(ForwardPath to, RcptParameters parameters) implements SmtpCommand {}

    /** DATA (RFC 5321 §4.1.1.4). */
    record Data() implements SmtpCommand {}

    /**
     * BDAT (RFC 3030 §2).
     *
     * @param size how many octets follow, at least 0
     * @param last whether they are the last
     */
    record Bdat(long size, boolean last) implements SmtpCommand {}

    /** RSET (RFC 5321 §4.1.1.5). */
    record Rset() implements SmtpCommand {}

    /** NOOP (RFC 5321 §4.1.1.9). */
    record Noop() implements SmtpCommand {}

    /** QUIT (RFC 5321 §4.1.1.10). */
    record Quit() implements SmtpCommand {}

    /** VRFY (RFC 5321 §4.1.1.6). */
    record Vrfy() implements SmtpCommand {}

    /** EXPN (RFC 5321 §4.1.1.7). */
    record Expn() implements SmtpCommand {}

    /** HELP (RFC 5321 §4.1.1.8). */
    record Help() implements SmtpCommand {}

    /** STARTTLS (RFC 3207). */
    record StartTls() implements SmtpCommand {}

    /**
     * AUTH (RFC 4954 §4). Its text is secret.
     *
     * @param mechanism the name of the mechanism in capitals
     * @param initialResponse in base64, {@code =} for an empty one
     */
    record Auth(String mechanism, Optional<String> initialResponse) implements SmtpCommand {
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    /**
     * A verb that we do not know.
     *
     * @param verb in capitals, at most 20 characters, printable
     */
    record Unknown(String verb) implements SmtpCommand {}

    /**
     * A line that breaks the grammar.
     *
     * @param fault how
     */
    record Malformed(Fault fault) implements SmtpCommand {}

    /** How a line may break the grammar. */
    enum Fault {
        /** CR or LF that is not part of CRLF. */
        BARE_LINE_ENDING,
        /** The line passes the limit; its rest is still to come, see {@link RestOfLine}. */
        TOO_LONG,
        /** Control characters, or octets that are not UTF-8. */
        CHARACTERS,
        /** A known verb with something that does not belong there. */
        SYNTAX,
        /** The path of MAIL spells no address. */
        SENDER,
        /** The path of RCPT spells no address. */
        RECIPIENT,
        /** A parameter that we do not know. */
        UNKNOWN_PARAMETER,
        /** A parameter whose value breaks its grammar, or that stands twice. */
        PARAMETER_VALUE
    }
}
