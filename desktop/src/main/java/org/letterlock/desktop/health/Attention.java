package org.letterlock.desktop.health;

import java.util.Map;
import org.letterlock.protocol.Finding;

/**
 * Something that deserves attention.
 *
 * @param values what stands in its sentences
 */
public record Attention(Concern concern, Map<String, String> values) {

    /** What can be the matter, the worst first. */
    public enum Concern {
        /** Nobody can send letters to the server. */
        DEAF("deaf", Finding.STOP, Section.UPDATES),
        /** The certificate is over. */
        CERTIFICATE_OVER("certificate-over", Finding.STOP, Section.SECURITY),
        /** A mailbox takes nothing more. */
        FULL("full", Finding.STOP, Section.MAILBOXES),
        /** Letters are held, because a mailbox sent more than it may. */
        HELD("held", Finding.STOP, Section.DELIVERY),
        /** There is no domain. */
        NO_DOMAIN("no-domain", Finding.LOOK, Section.DOMAINS),
        /** There is no mailbox. */
        NO_MAILBOX("no-mailbox", Finding.LOOK, Section.MAILBOXES),
        /** A letter waits for long. */
        WAITING("waiting", Finding.LOOK, Section.DELIVERY),
        /** A mailbox is nearly full. */
        NEARLY_FULL("nearly-full", Finding.LOOK, Section.MAILBOXES),
        /** Somebody tries the passwords of a mailbox. */
        GUESSING("guessing", Finding.LOOK, Section.SECURITY),
        /** The certificate ends soon. */
        CERTIFICATE_ENDS("certificate-ends", Finding.LOOK, Section.SECURITY),
        /** Mail programs ask before they trust the certificate. */
        CERTIFICATE_OWN("certificate-own", Finding.LOOK, Section.SECURITY),
        /** A forgotten password would lose a mailbox. */
        NO_RECOVERY("no-recovery", Finding.LOOK, Section.MAILBOXES),
        /** A mailbox was not opened since its recovery was chosen. */
        NOT_SEALED("not-sealed", Finding.LOOK, Section.MAILBOXES);

        private final String word;
        private final String level;
        private final Section repair;

        Concern(String word, String level, Section repair) {
            this.word = word;
            this.level = level;
            this.repair = repair;
        }

        /** Under which its sentences are. */
        public String word() {
            return word;
        }

        /** As {@link Finding#level}. */
        public String level() {
            return level;
        }

        /** Where it is repaired. */
        public Section repair() {
            return repair;
        }
    }
}
