package org.letterlock.engine.delivery;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.directory.Directory.Account;
import org.letterlock.engine.directory.Directory.Route;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.intake.Reception;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;

/** Letters from outside. Safe for any number of threads. */
public final class Inbound {

    private final Addresses addresses;
    private final LetterIntake intake;
    private final Clock clock;
    private final SecureRandom random;

    public Inbound(Addresses addresses, LetterIntake intake, Clock clock, SecureRandom random) {
        this.addresses = addresses;
        this.intake = intake;
        this.clock = clock;
        this.random = random;
    }

    /** Where mail for {@code recipient} goes. */
    public Route route(EmailAddress recipient) {
        return addresses.route(recipient);
    }

    /** Who {@code <Postmaster>} is. */
    public Optional<EmailAddress> postmaster() {
        return addresses.postmaster();
    }

    /**
     * Makes ready for a letter whose content is about to come.
     *
     * @param recipients all local, at least one
     */
    public Reception expect(List<Recipient> recipients) {
        Reception reception = reception(recipients);
        reception.prepare(random);
        return reception;
    }

    /**
     * Judges a letter that has come in whole and takes it: durable when it returns.
     *
     * @param recipients all local, at least one
     * @param reception what {@link #expect} gave for them
     * @param content the letter as it came, in CRLF lines
     */
    public Verdict accept(
            Trace trace, ReversePath from, List<Recipient> recipients, Reception reception, Octets content) {
        Verdict verdict = new Verdict.Accept();
        switch (verdict) {
            case Verdict.Accept() -> {
                Instant now = clock.instant();
                String fields = Trace.returnPath(from)
                        + trace.received(
                                recipients.stream().map(Recipient::address).toList(), now);
                intake.accept(reception, from, now, new Letter(Trace.octets(fields), content, 0));
            }
        }
        return verdict;
    }

    /** Each account gets a letter once, however many of its addresses it came to. */
    static Reception reception(List<Recipient> recipients) {
        List<Intake.Recipient> found = new ArrayList<>();
        Set<AccountId> seen = new HashSet<>();
        for (Recipient recipient : recipients) {
            for (Account account : recipient.accounts()) {
                if (seen.add(account.id())) {
                    found.add(new Intake.Recipient(account.id(), account.sealKey(), recipient.address()));
                }
            }
        }
        return new Reception(found);
    }
}
