package org.letterlock.engine.delivery;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.intake.Reception;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mail.SendingLimits;
import org.letterlock.engine.queue.Deadline;
import org.letterlock.engine.queue.Dsn;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.queue.Notify;
import org.letterlock.engine.queue.Origin;
import org.letterlock.engine.queue.QueueId;
import org.letterlock.engine.queue.Wish;
import org.letterlock.engine.smtp.DeliverBy;
import org.letterlock.engine.smtp.FutureRelease;
import org.letterlock.engine.smtp.MailParameters;
import org.letterlock.engine.smtp.RcptParameters;

/** Letters from our own people (RFC 6409); those that leave are signed. Safe for any number of threads. */
public final class Submission {

    /** Who reads them must not learn them (RFC 5322 §3.6.3), or they are ours to write. */
    private static final Set<String> REMOVED = Set.of("bcc", "resent-bcc", "return-path");

    /** How long a letter may be held for later at most: the signature and its key outlive that, and five days of attempts behind it. */
    public static final Duration MAX_HOLD = Duration.ofDays(7);

    private final Addresses addresses;
    private final Admission admission;
    private final Confirmations confirmations;
    private final Ways ways;
    private final LetterIntake intake;
    private final LetterQueue queue;
    private final LetterSigner signer;
    private final DomainName host;
    private final Clock clock;
    private final SecureRandom random;

    /**
     * Where letters go.
     *
     * @param intake to our own people
     * @param queue to others
     * @param webhooks to web servers
     * @param vacations back, where somebody is away
     */
    public record Ways(LetterIntake intake, LetterQueue queue, Webhooks webhooks, VacationReplies vacations) {}

    /** @param host our name */
    public Submission(
            Addresses addresses, Ways ways, LetterSigner signer, DomainName host, Clock clock, SecureRandom random) {
        this.addresses = addresses;
        this.ways = ways;
        this.intake = ways.intake();
        this.queue = ways.queue();
        this.admission = new Admission(addresses, queue);
        this.confirmations = new Confirmations(
                new DsnWriter(clock, random),
                host,
                new NoticeDelivery(addresses, intake, queue, ways.webhooks(), clock));
        this.signer = signer;
        this.host = host;
        this.clock = clock;
        this.random = random;
    }

    /** Where mail for {@code recipient} goes. */
    public Route route(EmailAddress recipient) {
        return addresses.route(recipient);
    }

    /**
     * Whether there is room for a letter to a recipient that is about to come.
     *
     * @param announced the length that was announced; 0 where none was
     */
    public boolean hasRoom(Recipient recipient, long announced) {
        return admission.mayBegin(recipient, announced);
    }

    /** Who {@code <Postmaster>} is. */
    public Optional<EmailAddress> postmaster() {
        return addresses.postmaster();
    }

    /** Whether the envelope may name {@code from}. Anyone may use the null reverse-path: a read receipt has it (RFC 8098 §2.1). */
    public boolean maySendFrom(AccountId account, ReversePath from) {
        return from.address()
                .map(address -> addresses.maySendAs(account, address))
                .orElse(true);
    }

    /** Until when a letter that comes now may be held. */
    public Instant latestRelease() {
        return clock.instant().plus(MAX_HOLD);
    }

    /** Whether a letter that comes now may be held so long; its own time must not be over by then, and what is to come back has the shortest that we promise behind it. */
    public boolean mayHold(FutureRelease release, Optional<DeliverBy> by) {
        Instant now = clock.instant();
        Instant leaves = release.from(now);
        return !leaves.isAfter(now.plus(MAX_HOLD))
                && by.filter(time -> now.plusSeconds(time.seconds())
                                .isBefore(leaves.plusSeconds(time.returns() ? DeliverBy.SHORTEST : 1)))
                        .isEmpty();
    }

    /** How a submission ended. */
    public enum Outcome {
        ACCEPTED,
        /** There is no From; there is more than one, or more than one Sender, or one that is not clear; or a line that is no field. */
        HEADER_UNCLEAR,
        /** From or Sender names somebody as whom the account may not send. */
        AUTHOR_NOT_YOURS,
        /** An account of ours that it is for has no room now; nobody got it. */
        FULL,
        /** So much of what the account sends is held that no more is taken until the owner decided; nobody got it. */
        TOO_MUCH_HELD
    }

    /**
     * A letter that came in whole.
     *
     * @param submitter whose it is
     * @param from the reverse-path, already found to be the submitter's
     * @param parameters of MAIL
     * @param recipients at least one
     * @param header its header
     * @param content all of it, in CRLF lines
     */
    public record Submitted(
            AccountId submitter,
            ReversePath from,
            MailParameters parameters,
            List<Recipient> recipients,
            IncomingHeader header,
            Octets content) {}

    /**
     * Checks and completes a letter and takes it: durable for all its recipients when it returns. Our own come first: should the queue then fail, the
     * client tries again, and a second copy here is better than one to the outside.
     */
    public Outcome accept(Trace trace, Submitted letter) {
        return accept(trace, letter, _ -> {});
    }

    /**
     * As {@link #accept(Trace, Submitted)}.
     *
     * @param queued is told under what the queue has the letter, where it leaves; to each target once
     */
    public Outcome accept(Trace trace, Submitted letter, Consumer<List<QueueId>> queued) {
        MessageHeader header = letter.header().header();
        Optional<List<EmailAddress>> authors = authors(header);
        Optional<List<EmailAddress>> sender = sender(header);
        if (authors.isEmpty() || sender.isEmpty()) {
            return Outcome.HEADER_UNCLEAR;
        }
        if (!Stream.concat(authors.get().stream(), sender.get().stream())
                .allMatch(author -> addresses.maySendAs(letter.submitter(), author))) {
            return Outcome.AUTHOR_NOT_YOURS;
        }
        if (!admission.mayEnd(letter.recipients(), letter.content().length())) {
            return Outcome.FULL;
        }
        Instant now = clock.instant();
        Optional<Instant> later = letter.parameters().release().map(release -> release.from(now));
        // What is to leave later waits in the queue, for our own people, too.
        List<EmailAddress> outside = letter.recipients().stream()
                .filter(recipient -> recipient.outside() || later.isPresent())
                .map(Recipient::address)
                .distinct()
                .toList();
        Origin.Submitted origin =
                new Origin.Submitted(letter.submitter(), addresses.sendingLimits(letter.submitter()), later);
        if (!outside.isEmpty() && !queue.hasRoom(origin, letter.content().length())) {
            return Outcome.TOO_MUCH_HELD;
        }
        List<EmailAddress> all =
                letter.recipients().stream().map(Recipient::address).toList();
        byte[] completed = complete(header, trace.received(Optional.empty(), all, now), now);
        Optional<Reception> local = later.isPresent() ? Optional.empty() : Inbound.reception(letter.recipients());
        byte[] head = join(Trace.octets(Trace.returnPath(letter.from())), completed);
        Letter stored = new Letter(head, letter.content(), letter.header().length());
        List<NewMail> leaving = leaving(letter, origin, outside, authors.get(), completed, now);
        if (later.isEmpty()) {
            leaving.addAll(ways.webhooks()
                    .of(
                            letter.recipients(),
                            new Webhooks.Told(trace.id(), letter.from(), Provenance.OURS, () -> "", now, stored),
                            leaving));
        }
        // Before the intake takes it: what fails behind that makes another copy at the next attempt.
        queue.requireRoom(leaving);
        local.ifPresent(whose -> intake.accept(whose, letter.from(), Provenance.OURS, now, stored));
        if (later.isEmpty()) {
            confirmations.confirm(letter, completed, now);
        }
        if (!leaving.isEmpty()) {
            queued.accept(queue.enqueueNamed(leaving));
        }
        if (local.isPresent()) {
            ways.vacations()
                    .answer(
                            new VacationReplies.Taken(
                                    trace.id(),
                                    letter.from(),
                                    letter.recipients(),
                                    letter.header().fields(),
                                    letter.parameters().requireTls()),
                            _ -> true,
                            () -> false);
        }
        return Outcome.ACCEPTED;
    }

    /** What goes outside, and what addresses of ours send on: to each target once. */
    private List<NewMail> leaving(
            Submitted letter,
            Origin.Submitted origin,
            List<EmailAddress> outside,
            List<EmailAddress> authors,
            byte[] header,
            Instant now) {
        List<NewMail> mails = new ArrayList<>();
        Set<EmailAddress> served = new HashSet<>();
        outside.forEach(address -> served.add(address.canonical()));
        Map<Origin, List<EmailAddress>> targets = new LinkedHashMap<>();
        // What waits for our own people harms nobody outside, and is not counted.
        Origin.Submitted home = new Origin.Submitted(origin.account(), SendingLimits.UNLIMITED, origin.notBefore());
        for (EmailAddress address : outside) {
            targets.computeIfAbsent(addresses.isOurs(address.domain()) ? home : origin, _ -> new ArrayList<>())
                    .add(address);
        }
        for (Recipient recipient : origin.notBefore().isPresent() ? List.<Recipient>of() : letter.recipients()) {
            List<EmailAddress> forwards = recipient.forwards().stream()
                    .filter(target -> served.add(target.canonical()))
                    .toList();
            if (!forwards.isEmpty()) {
                targets.put(new Origin.Forwarded(recipient.address()), forwards);
            }
        }
        if (targets.isEmpty()) {
            return mails;
        }
        int bodyStart = letter.header().length();
        byte[] signature = signer.sign(
                authors, header, letter.content(), bodyStart, origin.notBefore().orElseGet(clock::instant));
        targets.forEach((why, to) -> mails.add(new NewMail(
                letter.from(),
                to,
                new Letter(join(signature, header), letter.content(), bodyStart),
                letter.header().isEightBit(),
                letter.parameters().smtpUtf8(),
                why,
                why instanceof Origin.Submitted ? dsn(letter.parameters(), letter.recipients()) : Dsn.NONE,
                Forwarding.tlsWish(
                        letter.parameters().requireTls(), letter.header().header()),
                letter.parameters().deliverBy().map(by -> Deadline.of(by, now)))));
        return mails;
    }

    private static Optional<List<EmailAddress>> authors(MessageHeader header) {
        List<MessageHeader.Field> from = header.all("from");
        return from.size() == 1 && header.wellFormed()
                ? AuthorList.parse(from.getFirst().body())
                : Optional.empty();
    }

    /** Who Sender names: nobody where there is none (RFC 5322 §3.6.2); empty where it is not clear. */
    private static Optional<List<EmailAddress>> sender(MessageHeader header) {
        List<MessageHeader.Field> sender = header.all("sender");
        if (sender.isEmpty()) {
            return Optional.of(List.of());
        }
        return sender.size() == 1
                ? AuthorList.parse(sender.getFirst().body()).filter(named -> named.size() == 1)
                : Optional.empty();
    }

    /** The header with what RFC 6409 §8 lets us add, and without what must not travel. */
    private byte[] complete(MessageHeader header, String trace, Instant now) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Trace.octets(trace));
        for (MessageHeader.Field field : header.fields()) {
            if (!REMOVED.contains(field.name()) && !AuthenticationResults.isForged(field, host)) {
                out.writeBytes(field.octets());
            }
        }
        if (header.count("date") == 0) {
            out.writeBytes(Trace.octets("Date: " + Trace.date(now) + "\r\n"));
        }
        if (header.count("message-id") == 0) {
            byte[] id = new byte[16];
            random.nextBytes(id);
            out.writeBytes(Trace.octets("Message-ID: <" + HexFormat.of().formatHex(id) + "@" + host + ">\r\n"));
        }
        out.writeBytes(Trace.octets("\r\n"));
        return out.toByteArray();
    }

    static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(first.length + second.length);
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }

    private static Dsn dsn(MailParameters parameters, List<Recipient> recipients) {
        Map<EmailAddress, Wish> wishes = new HashMap<>();
        for (Recipient recipient : recipients) {
            RcptParameters asked = recipient.parameters();
            if (!asked.equals(RcptParameters.NONE)) {
                EnumSet<Notify> notifyOn = EnumSet.noneOf(Notify.class);
                asked.notifyOn().forEach(n -> notifyOn.add(Notify.valueOf(n.name())));
                wishes.put(recipient.address(), new Wish(notifyOn, asked.originalRecipient()));
            }
        }
        return new Dsn(parameters.envelopeId(), parameters.headersOnly(), wishes);
    }
}
