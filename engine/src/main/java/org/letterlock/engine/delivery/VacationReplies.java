package org.letterlock.engine.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.directory.Vacation;
import org.letterlock.engine.directory.Webhook;
import org.letterlock.engine.dsn.DsnLetter;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mime.HeaderFields;
import org.letterlock.engine.queue.ReplyMemory;
import org.letterlock.engine.sqlite.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers letters while the people they are for are away (RFC 3834, RFC 5230 §4). An answer goes to the sender of the envelope alone, once within the days that were chosen, and only for a letter that a
 * person wrote to one of the account's own addresses, whose sender somebody vouches for, and that is no junk as far as that can be known without the account. A letter whose answer fails is taken all the same.
 * Safe for any number of threads.
 */
public final class VacationReplies {

    private static final Logger LOG = LoggerFactory.getLogger(VacationReplies.class);

    /** How many addresses of To and the like are looked at. */
    private static final int MOST_ADDRESSES = 100;

    /** What lists, robots and servers are called (RFC 3834 §2, RFC 5230 §4.6), in lower case. */
    private static final Pattern NOBODY =
            Pattern.compile("owner-.*|.*-(?:owner|request|bounces?|return-.*)|bounces?(?:[-+=].*)?|"
                    + "(?:mailer[-_]?daemon|listserv|majordomo|postmaster|do[-_.]?not[-_.]?reply|no[-_.]?reply)(?:[-+=].*)?"
                    + "|.*[-_.+]no[-_.]?reply|srs[01][-+=].*|prvs=.*");

    private static final List<String> ADDRESSED = List.of("To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc");
    private static final Set<String> IN_BULK = Set.of("bulk", "junk", "list", "auto_reply");

    /** What programs write that answer by themselves, or want no answer of such, in lower case. */
    private static final Set<String> AUTOMATIC =
            Set.of("x-autoreply", "x-autorespond", "x-autoresponse", "feedback-id", "x-loop");

    /** What X-Auto-Response-Suppress says of answers like ours ([MS-OXCMAIL] §2.2.3.2.14). */
    private static final Pattern SUPPRESSED = Pattern.compile("\\b(?:all|oof|autoreply)\\b");

    private final Addresses addresses;
    private final Memory memory;
    private final VacationLetter writer;
    private final Consumer<DsnLetter> outlet;
    private final EventLog log;
    private final Clock clock;

    /** Whom accounts answered: {@link ReplyMemory#note}. */
    @FunctionalInterface
    public interface Memory {

        /** Whether {@code sender} is to be answered now; then that is noted. */
        boolean note(AccountId account, EmailAddress sender, String about, Duration pause, Instant now);
    }

    /** @param outlet takes an answer to its recipient, here or elsewhere, from the null reverse-path */
    public VacationReplies(
            Addresses addresses,
            Memory memory,
            VacationLetter writer,
            Consumer<DsnLetter> outlet,
            EventLog log,
            Clock clock) {
        this.addresses = addresses;
        this.memory = memory;
        this.writer = writer;
        this.outlet = outlet;
        this.log = log;
        this.clock = clock;
    }

    /**
     * A letter that was taken.
     *
     * @param id its id in our logs
     * @param from the reverse-path
     * @param recipients whom it was taken for
     * @param header of it
     * @param requireTls whether it came with REQUIRETLS; its answer goes so, too (RFC 8689 §5)
     */
    record Taken(String id, ReversePath from, List<Recipient> recipients, HeaderFields header, boolean requireTls) {}

    /**
     * Answers a letter for each account that wants it answered; durable when it returns.
     *
     * @param mayAnswer whether a sender is known to have sent it
     * @param isJunk whether it is junk; asked last
     */
    void answer(Taken letter, Predicate<EmailAddress> mayAnswer, BooleanSupplier isJunk) {
        try {
            answerWhoIsAway(letter, mayAnswer, isJunk);
        } catch (DatabaseException e) {
            log.record(MailLog.Kind.REFUSED, letter.id(), "not answered, the disk failed: " + e.reason());
        } catch (RuntimeException | StackOverflowError e) {
            // It is taken: a reply that says otherwise would bring it a second time.
            LOG.error("letter {} was not answered", letter.id(), e);
        }
    }

    private void answerWhoIsAway(Taken letter, Predicate<EmailAddress> mayAnswer, BooleanSupplier isJunk) {
        Optional<EmailAddress> sender = letter.from().address();
        if (sender.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Map<AccountId, Account> away = new LinkedHashMap<>();
        for (Recipient recipient : letter.recipients()) {
            recipient.accounts().stream()
                    .filter(account -> addresses.vacation(account.id(), now).isPresent())
                    .forEach(account -> away.put(account.id(), account));
        }
        if (away.isEmpty()
                || !isSomebody(sender.get())
                || !mayAnswer.test(sender.get())
                || isAutomatic(letter.header())
                || isJunk.getAsBoolean()) {
            return;
        }
        away.values().forEach(account -> answer(account, sender.get(), letter, now));
    }

    private void answer(Account account, EmailAddress sender, Taken letter, Instant now) {
        Optional<Vacation> vacation = addresses.vacation(account.id(), now);
        Optional<EmailAddress> as = addressed(account, letter.header());
        if (vacation.isEmpty() || as.isEmpty() || isOwn(account, sender)) {
            return;
        }
        String about =
                vacation.get().subject().orElse("") + "\n" + vacation.get().text();
        if (memory.note(account.id(), sender, about, vacation.get().pause(), now)) {
            outlet.accept(writer.write(vacation.get(), as.get(), sender, letter.header(), letter.requireTls()));
            log.record(MailLog.Kind.ANSWERED, letter.id(), account.address() + " is away: answered " + sender);
        }
    }

    static boolean isSomebody(EmailAddress sender) {
        return !NOBODY.matcher(sender.localPart().toLowerCase(Locale.ROOT)).matches();
    }

    /** Whether no person wrote it to a person (RFC 3834 §2, RFC 5230 §4.6). */
    static boolean isAutomatic(HeaderFields header) {
        return header.fields().stream().anyMatch(field -> {
            String name = field.name().toLowerCase(Locale.ROOT);
            String value = field.value().strip().toLowerCase(Locale.ROOT);
            return switch (name) {
                case "auto-submitted" -> !value.split("[;( \t]", 2)[0].equals("no");
                case "precedence" -> IN_BULK.contains(value);
                case "x-auto-response-suppress" -> SUPPRESSED.matcher(value).find();
                case "content-type" -> value.startsWith("multipart/report");
                default -> name.startsWith("list-") || AUTOMATIC.contains(name);
            };
        });
    }

    /** The first address of the account that the letter says it is for; empty where it names none (RFC 5230 §4.5). */
    private Optional<EmailAddress> addressed(Account account, HeaderFields header) {
        return ADDRESSED.stream()
                .flatMap(name -> header.addresses(name, MOST_ADDRESSES).stream())
                .flatMap(named -> Stream.ofNullable(named.mailbox().orElse(null))
                        .map(mailbox -> mailbox + "@" + named.host().orElse("")))
                .limit(MOST_ADDRESSES)
                .flatMap(text -> EmailAddress.parse(text).stream())
                .filter(address -> isOwn(account, address))
                .findFirst();
    }

    private boolean isOwn(Account account, EmailAddress address) {
        return addresses.isOurs(address.domain())
                && addresses.route(address)
                        instanceof Route.Ours(List<Account> accounts, List<EmailAddress> _, List<Webhook> _)
                && accounts.stream().anyMatch(one -> one.id().equals(account.id()));
    }
}
