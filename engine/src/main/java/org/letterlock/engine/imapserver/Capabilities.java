package org.letterlock.engine.imapserver;

import java.util.stream.Collectors;
import org.letterlock.engine.sasl.SaslMechanism;

/** What a session can do in its present state (RFC 9051 §7.2.2): exactly what works, no word more. */
final class Capabilities {

    private static final String ALWAYS = "IMAP4rev2 IMAP4rev1 SASL-IR ID ENABLE";

    private static final String AFTER_LOGIN =
            " LITERAL+ COMPRESS=DEFLATE IDLE NAMESPACE UNSELECT UIDPLUS MOVE CHILDREN SPECIAL-USE CREATE-SPECIAL-USE"
                    + " LIST-EXTENDED LIST-STATUS STATUS=SIZE ESEARCH SEARCHRES WITHIN PARTIAL CONDSTORE QRESYNC"
                    + " OBJECTID PREVIEW SAVEDATE BINARY MULTIAPPEND CATENATE REPLACE QUOTA QUOTA=RES-STORAGE QUOTA=RES-MESSAGE APPENDLIMIT=";

    private Capabilities() {}

    static String of(SessionState state) {
        if (state.loggedIn()) {
            return ALWAYS
                    + AFTER_LOGIN
                    + state.settings().appendLimit()
                    + (state.settings().utf8Accept() ? " UTF8=ACCEPT" : "");
        }
        return state.wire()
                .tls()
                .map(tls -> ALWAYS
                        + " LITERAL- "
                        + SaslMechanism.offered(tls.bindings()).stream()
                                .map(mechanism -> "AUTH=" + mechanism.token())
                                .collect(Collectors.joining(" ")))
                .orElse(ALWAYS + " LITERAL- STARTTLS LOGINDISABLED");
    }
}
