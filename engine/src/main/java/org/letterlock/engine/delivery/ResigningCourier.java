package org.letterlock.engine.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.smtpclient.Courier;
import org.letterlock.engine.smtpclient.Outcome;

/**
 * Signs letters anew that lay in the queue until our signature is over, or nearly: what was held for a week leaves as what was written today. Another courier carries them. Used by many threads at
 * once.
 */
public final class ResigningCourier implements Courier {

    /** A signature has to hold so much longer: servers may put the letter off, and check it when it moves on. */
    private static final Duration MARGIN = Duration.ofDays(1);

    private static final int MOST_HEADER = 512 * 1024;
    private static final String SIGNATURE = "dkim-signature";
    private static final Pattern EXPIRES = Pattern.compile("[;:\\s]x\\s*=\\s*([0-9]{1,12})");

    private final Courier others;
    private final LetterSigner signer;
    private final Clock clock;

    public ResigningCourier(Courier others, LetterSigner signer, Clock clock) {
        this.others = others;
        this.signer = signer;
        this.clock = clock;
    }

    @Override
    public void deliver(Consignment consignment, Consumer<Map<Consignment.Recipient, Outcome>> outcomes) {
        others.deliver(renewed(consignment.content()).map(consignment::with).orElse(consignment), outcomes);
    }

    /** The letter with new signatures; empty where it has none of ours above all else, or they hold long enough. */
    Optional<Octets> renewed(Octets letter) {
        byte[] start;
        try (InputStream in = letter.open()) {
            byte[] first = in.readNBytes(SIGNATURE.length());
            if (!new String(first, StandardCharsets.ISO_8859_1).equalsIgnoreCase(SIGNATURE)) {
                return Optional.empty();
            }
            start = Submission.join(first, in.readNBytes(MOST_HEADER));
        } catch (IOException e) {
            throw new UncheckedIOException("queue", e);
        }
        MessageHeader header = MessageHeader.parse(start);
        List<MessageHeader.Field> rest = new ArrayList<>(header.fields());
        int above = 0;
        boolean isOver = false;
        while (!rest.isEmpty() && rest.getFirst().name().equals(SIGNATURE)) {
            MessageHeader.Field signature = rest.removeFirst();
            above += signature.octets().length;
            isOver |= isOver(signature, clock.instant().plus(MARGIN));
        }
        int length =
                above + rest.stream().mapToInt(field -> field.octets().length).sum();
        Optional<List<EmailAddress>> authors = header.all("from").size() == 1
                ? AuthorList.parse(header.all("from").getFirst().body())
                : Optional.empty();
        if (!isOver || authors.isEmpty() || !endsHeader(start, length)) {
            return Optional.empty();
        }
        int bodyStart = length + 2;
        byte[] kept = Arrays.copyOfRange(start, above, bodyStart);
        byte[] signature = signer.sign(authors.get(), kept, letter, bodyStart, clock.instant());
        return signature.length == 0
                ? Optional.empty()
                : Optional.of(new Letter(Submission.join(signature, kept), letter, bodyStart));
    }

    private static boolean endsHeader(byte[] octets, int at) {
        return at + 1 < octets.length && octets[at] == '\r' && octets[at + 1] == '\n';
    }

    private static boolean isOver(MessageHeader.Field signature, Instant then) {
        Matcher expires = EXPIRES.matcher(signature.body());
        return expires.find() && Long.parseLong(expires.group(1)) < then.getEpochSecond();
    }

    @Override
    public void abort() {
        others.abort();
    }

    @Override
    public void close() {
        others.close();
    }
}
