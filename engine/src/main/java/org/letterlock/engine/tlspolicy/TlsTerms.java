package org.letterlock.engine.tlspolicy;

import java.util.Optional;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.pkix.CertificateChain;
import org.letterlock.engine.queue.Contact;
import org.letterlock.engine.report.TlsFailure;
import org.letterlock.engine.report.TlsReport;

/**
 * What a conversation with a host needs of TLS.
 *
 * @param use whether it is wanted
 * @param refusal why the host is not to be spoken to at all; empty where it may be
 * @param forGood whether that will not change by itself
 * @param serverName the name that the server is asked for in the handshake; empty for the host's own
 * @param check judges the server after the handshake, before anything is said to it
 * @param reported what sessions on these terms are reported under; empty where they are nobody's business
 */
public record TlsTerms(
        Use use,
        Optional<String> refusal,
        boolean forGood,
        Optional<DomainName> serverName,
        Check check,
        Optional<Reported> reported) {

    /** In clear text, even where TLS is offered. */
    public static final TlsTerms NONE =
            new TlsTerms(Use.NONE, Optional.empty(), false, Optional.empty(), _ -> Checked.NOT, Optional.empty());

    /** With anybody, where it is offered (RFC 7435 §3). */
    public static final TlsTerms OPPORTUNISTIC = ifOffered(_ -> Checked.NOT);

    /** Whether TLS is wanted. */
    public enum Use {
        NONE,
        IF_OFFERED,
        REQUIRED
    }

    /**
     * What sessions are reported under (RFC 8460 §4.2).
     *
     * @param policy as it was found
     * @param failure what is wrong before a session begins, and makes all of them fail; empty where nothing is
     */
    public record Reported(TlsReport.Policy policy, Optional<TlsFailure> failure) {}

    /** Judges who a server is. */
    @FunctionalInterface
    public interface Check {
        /** @param chain what the server sent; that it holds the key of the first certificate is known */
        Checked check(CertificateChain chain);
    }

    /**
     * The judgement.
     *
     * @param verified how it is known who the server is
     * @param fault why it is not to be spoken to; empty where it may be
     * @param failure what a report says of it, also where the policy is only tested; empty where nothing failed that a policy asks for
     */
    public record Checked(Contact.Verified verified, Optional<String> fault, Optional<TlsFailure> failure) {

        /** Nothing is known, nor needed. */
        static final Checked NOT = new Checked(Contact.Verified.NOT, Optional.empty(), Optional.empty());

        static Checked by(Contact.Verified way) {
            return new Checked(way, Optional.empty(), Optional.empty());
        }

        /** It fails, for a reason that concerns nobody else. */
        static Checked failed(String fault) {
            return new Checked(Contact.Verified.NOT, Optional.of(fault), Optional.empty());
        }

        static Checked failed(String fault, TlsFailure failure) {
            return new Checked(Contact.Verified.NOT, Optional.of(fault), Optional.of(failure));
        }

        /** It would fail if its policy did not only test. */
        static Checked tested(TlsFailure failure) {
            return new Checked(Contact.Verified.NOT, Optional.empty(), Optional.of(failure));
        }
    }

    /** The same, reported under {@code what}. */
    TlsTerms under(Optional<Reported> what) {
        return new TlsTerms(use, refusal, forGood, serverName, check, what);
    }

    static TlsTerms ifOffered(Check check) {
        return new TlsTerms(Use.IF_OFFERED, Optional.empty(), false, Optional.empty(), check, Optional.empty());
    }

    static TlsTerms required(DomainName serverName, Check check) {
        return new TlsTerms(Use.REQUIRED, Optional.empty(), false, Optional.of(serverName), check, Optional.empty());
    }

    static TlsTerms refused(String reason) {
        return new TlsTerms(
                Use.REQUIRED,
                Optional.of(reason),
                false,
                Optional.empty(),
                _ -> Checked.failed(reason),
                Optional.empty());
    }

    static TlsTerms refusedForGood(String reason) {
        return new TlsTerms(
                Use.REQUIRED,
                Optional.of(reason),
                true,
                Optional.empty(),
                _ -> Checked.failed(reason),
                Optional.empty());
    }
}
