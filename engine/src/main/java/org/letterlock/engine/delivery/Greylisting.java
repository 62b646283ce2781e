package org.letterlock.engine.delivery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.Provenance.Clue;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.Greylist;

/**
 * Puts off strangers who are doubtful (RFC 6647): nothing proves the author, and something speaks against the letter. Whoever comes again passes, and so does who was written to by one of those
 * that the letter is for. Safe for any number of threads.
 */
public final class Greylisting {

    private static final int IPV4_PREFIX = 3;
    private static final int IPV6_PREFIX = 8;

    private static final Set<Clue> DOUBTFUL = EnumSet.of(
            Clue.SPF_FAIL,
            Clue.SPF_SOFTFAIL,
            Clue.DKIM_FAIL,
            Clue.DMARC_FAIL,
            Clue.DMARC_QUARANTINE,
            Clue.AUTHOR_UNCLEAR,
            Clue.OWN_DOMAIN,
            Clue.NO_HOST_NAME);

    private final BooleanSupplier on;
    private final Greylist memory;
    private final Clock clock;

    /** @param on whether the owner wants it */
    public Greylisting(BooleanSupplier on, Greylist memory, Clock clock) {
        this.on = on;
        this.memory = memory;
        this.clock = clock;
    }

    /**
     * A letter that came in whole.
     *
     * @param remote the client's address
     * @param recipients at least one
     * @param provenance what was measured of it
     */
    public record Arrived(InetAddress remote, ReversePath from, List<Recipient> recipients, Provenance provenance) {}

    /** Whether a letter is to come again. A notice is not put off: its server sends few, and who waits for it wrote to somebody. */
    public boolean putsOff(Arrived letter) {
        Optional<EmailAddress> sender = letter.from().address();
        if (!on.getAsBoolean() || sender.isEmpty() || !isDoubtful(letter.provenance())) {
            return false;
        }
        List<AccountId> accounts = letter.recipients().stream()
                .flatMap(recipient -> recipient.accounts().stream())
                .map(Account::id)
                .distinct()
                .toList();
        return !memory.wrote(accounts, sender.get())
                && !memory.cameAgain(
                        network(letter.remote()),
                        sender.get().domain(),
                        letter.recipients().stream().map(Recipient::address).toList(),
                        clock.instant());
    }

    static boolean isDoubtful(Provenance provenance) {
        return provenance.outside()
                && !provenance.has(Clue.AUTHOR_PROVEN)
                && (!provenance.listings().isEmpty()
                        || provenance.clues().stream().anyMatch(DOUBTFUL::contains));
    }

    /** A server may come again from its neighbour: the /24 of an IPv4 address, the /64 of an IPv6 address. */
    static String network(InetAddress address) {
        int prefix = address instanceof Inet6Address ? IPV6_PREFIX : IPV4_PREFIX;
        return HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), prefix));
    }
}
