package org.letterlock.engine.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.dsn.DsnLetter;
import org.letterlock.engine.dsn.DsnReport;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.Dsn;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.queue.Origin;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.srs.SrsAddresses;

/**
 * Sends letters from outside on to where our addresses lead. Header and body stay as they are, so that the author's signature holds; Delivered-To (RFC 9228) ends
 * loops, a rewritten sender lets SPF pass, and a seal (RFC 8617) tells the next server what we found. Safe for any number of threads.
 *
 * <p>A bounce goes back only to a sender who was vouched for, by SPF or by a signature of the sender's domain. What anybody else sent goes on from the null reverse-path,
 * so that nothing ever comes back for it: a notice to a forged sender would be ours.
 */
public final class Forwarding {

    private final LetterQueue queue;
    private final LetterSigner signer;
    private final SrsAddresses srs;
    private final DsnWriter notices;

    /** @param notices writes what senders are told of letters that other servers gave back */
    public Forwarding(LetterQueue queue, LetterSigner signer, SrsAddresses srs, DsnWriter notices) {
        this.queue = queue;
        this.signer = signer;
        this.srs = srs;
        this.notices = notices;
    }

    LetterQueue queue() {
        return queue;
    }

    /** Those of the recipients that send the letter on and had it before. */
    static List<Recipient> looping(List<Recipient> recipients, MessageHeader header) {
        List<EmailAddress> before = header.all("delivered-to").stream()
                .flatMap(field -> EmailAddress.parse(field.body()).stream())
                .map(EmailAddress::canonical)
                .toList();
        return recipients.stream()
                .filter(recipient -> !recipient.forwards().isEmpty())
                .filter(recipient -> before.contains(recipient.address().canonical()))
                .toList();
    }

    /**
     * What becomes of a letter for those of its recipients who want it sent on: to each target once, however many of them lead there.
     *
     * @param findings about the letter
     */
    List<NewMail> prepare(
            Trace trace,
            ReversePath from,
            List<Recipient> recipients,
            Findings findings,
            IncomingHeader header,
            Octets content,
            Instant now) {
        List<NewMail> mails = new ArrayList<>();
        Set<EmailAddress> served = new HashSet<>();
        for (Recipient recipient : recipients) {
            if (SrsAddresses.isOne(recipient.address())) {
                goBack(trace, recipient, header, content, now).ifPresent(mails::add);
                continue;
            }
            List<EmailAddress> targets = recipient.forwards().stream()
                    .filter(target -> served.add(target.canonical()))
                    .toList();
            if (!targets.isEmpty()) {
                mails.add(new NewMail(
                        sender(from, recipient, findings),
                        targets,
                        letter(trace, recipient.address(), findings, header, content, now),
                        header.isEightBit(),
                        trace.utf8(),
                        new Origin.Forwarded(recipient.address()),
                        Dsn.NONE,
                        tlsWish(trace.requireTls(), header.header())));
            }
        }
        return mails;
    }

    /** Throws where there is no room for what was prepared. */
    void requireRoom(List<NewMail> mails) {
        if (!mails.isEmpty()) {
            queue.requireRoom(mails);
        }
    }

    /** A notice about a letter that was sent on, for its sender. */
    private Optional<NewMail> goBack(
            Trace trace, Recipient recipient, IncomingHeader header, Octets content, Instant now) {
        EmailAddress sender = recipient.forwards().getFirst();
        try {
            Optional<DsnReport> report =
                    ReturnedNotice.read(content, header.header(), sender, recipient.address(), trace.by(), now);
            if (report.isEmpty()) {
                return Optional.empty();
            }
            DsnLetter notice = notices.write(report.get());
            return Optional.of(new NewMail(
                    ReversePath.none(),
                    List.of(sender),
                    notice.content(),
                    notice.eightBit(),
                    notice.smtpUtf8(),
                    new Origin.Forwarded(recipient.address()),
                    Dsn.NONE,
                    tlsWish(trace.requireTls(), header.header())));
        } catch (IOException e) {
            throw new UncheckedIOException("spool", e);
        }
    }

    /** What a letter asks of TLS: by its envelope, else by its header, which must say it once (RFC 8689 §3, §4.1). */
    static TlsWish tlsWish(boolean required, MessageHeader header) {
        if (required) {
            return TlsWish.REQUIRED;
        }
        List<MessageHeader.Field> fields = header.all("tls-required");
        return fields.size() == 1 && fields.getFirst().body().strip().equalsIgnoreCase("No")
                ? TlsWish.OPTIONAL
                : TlsWish.NONE;
    }

    /** Sends on what was prepared; durable, all of it or nothing, when it returns. */
    void send(List<NewMail> mails) {
        if (!mails.isEmpty()) {
            queue.enqueue(mails);
        }
    }

    private ReversePath sender(ReversePath from, Recipient recipient, Findings findings) {
        return from.address()
                .filter(findings::vouchFor)
                .flatMap(address -> srs.rewritten(address, recipient.address().domain()))
                .map(ReversePath::of)
                .orElse(ReversePath.none());
    }

    private Letter letter(
            Trace trace,
            EmailAddress recipient,
            Findings findings,
            IncomingHeader header,
            Octets content,
            Instant now) {
        String results = AuthenticationResults.value(trace.by(), findings);
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        fields.writeBytes(Trace.octets("Delivered-To: " + recipient + "\r\n"
                + AuthenticationResults.field(trace.by(), findings)
                + trace.received(findings.hostName(), List.of(recipient), now)));
        header.header().fields().stream()
                .filter(field -> !Inbound.isOurs(field, trace.by()))
                .forEach(field -> fields.writeBytes(field.octets()));
        fields.writeBytes(Trace.octets("\r\n"));
        byte[] head = fields.toByteArray();
        byte[] seal = findings.chainOf()
                .map(chain -> signer.seal(recipient.domain(), chain, results, head, content, header.length()))
                .orElse(new byte[0]);
        return new Letter(Submission.join(seal, head), content, header.length());
    }
}
