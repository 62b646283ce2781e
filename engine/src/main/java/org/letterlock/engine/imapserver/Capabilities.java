package org.letterlock.engine.imapserver;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.sasl.SaslMechanism;

/** What a session can do in its present state (RFC 9051 §7.2.2): exactly what works, no word more. */
final class Capabilities {

    private static final String BEFORE_LOGIN = "IMAP4rev2 IMAP4rev1 SASL-IR ID ENABLE LITERAL- ";

    private Capabilities() {}

    static String of(SessionState state) {
        if (state.loggedIn()) {
            return (state.offers(ImapExtension.IMAP4REV2) ? "IMAP4rev2 " : "")
                    + "IMAP4rev1 SASL-IR ENABLE LITERAL+"
                    + Arrays.stream(ImapExtension.values())
                            .filter(extension -> extension != ImapExtension.IMAP4REV2 && state.offers(extension))
                            .map(extension -> " " + words(extension, state.settings()))
                            .collect(Collectors.joining());
        }
        return state.wire()
                .tls()
                .map(tls -> BEFORE_LOGIN
                        + SaslMechanism.offered(tls.bindings()).stream()
                                .map(mechanism -> "AUTH=" + mechanism.token())
                                .collect(Collectors.joining(" ")))
                .orElse(BEFORE_LOGIN + "STARTTLS LOGINDISABLED");
    }

    private static String words(ImapExtension extension, ImapServerSettings settings) {
        return switch (extension) {
            case QUOTA -> "QUOTA QUOTA=RES-STORAGE QUOTA=RES-MESSAGE";
            case APPENDLIMIT -> "APPENDLIMIT=" + settings.appendLimit();
            default -> extension.token();
        };
    }
}
