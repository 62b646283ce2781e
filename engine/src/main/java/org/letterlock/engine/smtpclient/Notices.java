package org.letterlock.engine.smtpclient;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.letterlock.engine.dsn.DsnAction;
import org.letterlock.engine.dsn.DsnLetter;
import org.letterlock.engine.dsn.DsnRecipient;
import org.letterlock.engine.dsn.DsnReport;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.queue.DueNotice;
import org.letterlock.engine.queue.TlsWish;

/** Writes the notices that are due and hands them over. */
public final class Notices {

    private final DsnWriter writer;
    private final DomainName reportingMta;
    private final Consumer<DsnLetter> outlet;

    /**
     * @param reportingMta our name
     * @param outlet takes a notice to its one recipient, here or elsewhere, from the null reverse-path; it is durable when this returns, and what it throws makes
     *     the notice be offered again later
     */
    public Notices(DsnWriter writer, DomainName reportingMta, Consumer<DsnLetter> outlet) {
        this.writer = writer;
        this.reportingMta = reportingMta;
        this.outlet = outlet;
    }

    /** Sends one notice; durable when it returns. */
    void send(DueNotice notice) throws IOException {
        DsnAction action = switch (notice.kind()) {
            case FAILURE -> DsnAction.FAILED;
            case DELAY -> DsnAction.DELAYED;
            // Where no other server took it, it was delivered here.
            case RELAYED ->
                notice.recipients().stream()
                                .allMatch(told -> told.answer().remote().isEmpty())
                        ? DsnAction.DELIVERED
                        : DsnAction.RELAYED;
            case NONE -> throw new IllegalArgumentException("no notice is due");
        };
        boolean requireTls = notice.tls() == TlsWish.REQUIRED;
        outlet.accept(writer.write(new DsnReport(
                action,
                reportingMta,
                notice.to(),
                recipients(notice),
                notice.content(),
                // A letter that is delayed or passed on is not returned (RFC 3461 §6.2), nor one that is to go over TLS
                // alone (RFC 8689 §5).
                notice.headersOnly() || action != DsnAction.FAILED || requireTls,
                notice.smtpUtf8(),
                notice.envelopeId(),
                notice.enqueued(),
                action == DsnAction.DELAYED
                        ? Optional.of(notice.begun().plus(RetrySchedule.LIFETIME))
                        : Optional.empty(),
                requireTls)));
    }

    /**
     * Of a letter that was sent on the address is told that its sender wrote to. Where it went is for the owner of that address to know (RFC 3461 §5.2.7.4): neither the
     * target nor the words of its server, which may name it, are told.
     */
    private static List<DsnRecipient> recipients(DueNotice notice) {
        if (notice.forwarder().isEmpty()) {
            return notice.recipients().stream().map(Notices::recipient).toList();
        }
        DueNotice.Told first = notice.recipients().getFirst();
        return List.of(new DsnRecipient(
                notice.forwarder().get(),
                Optional.empty(),
                first.answer().status(),
                "the letter could not be sent on from this address",
                Optional.empty(),
                first.lastAttempt()));
    }

    private static DsnRecipient recipient(DueNotice.Told told) {
        return new DsnRecipient(
                told.address(),
                told.originalRecipient(),
                told.answer().status(),
                told.answer().text(),
                told.answer().remote(),
                told.lastAttempt());
    }
}
