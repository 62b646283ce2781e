package org.letterlock.engine.delivery;

import org.letterlock.engine.mail.DomainName;

/** What is to become of a letter from outside that has come in whole. */
public sealed interface Verdict {

    /** It is taken. */
    record Accept() implements Verdict {}

    /** It is refused for now: an account that it is for has no room. */
    record Full() implements Verdict {}

    /** It is refused: another filter rejects it, and the owner lets that be. */
    record RefusedAsJunk() implements Verdict {}

    /** It is put off: its sender is to come again. */
    record PutOff() implements Verdict {}

    /** It is refused: each of its recipients sends it on and had it before. */
    record Loop() implements Verdict {}

    /**
     * It is refused: nobody vouches for its author, and the author's domain wants such letters refused (RFC 9989 §5.3.6).
     *
     * @param author the domain
     */
    record RefusedByDmarc(DomainName author) implements Verdict {}

    /**
     * It is refused: its address takes reports alone, and it is none that counts.
     *
     * @param why in fixed English, and whether it may come again
     */
    record NoReport(ReportIntake.Refusal why) implements Verdict {}
}
