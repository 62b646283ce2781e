package org.letterlock.engine.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * Asks a resolver and proves its answers by their signatures, from our own trust anchors on (RFC 4035 §5). What the resolver says of their proof itself, the AD bit,
 * counts for nothing.
 *
 * <p>Some resolvers leave signatures out. Such a one would make every signed domain look forged, so as long as none has given one proved answer about the
 * root, its answers are used without proof. The first proved answer of any of the resolvers that are asked together binds all of them until the program ends:
 * else whoever keeps one of them silent, or breaks its answers, could have another that gives no signatures answer in its place.
 */
final class Dnssec {

    private static final Logger LOG = LoggerFactory.getLogger(Dnssec.class);
    private static final Duration NEXT_LOOK = Duration.ofHours(1);

    private final SimpleResolver plain;
    private final SimpleResolver head;
    private final ValidatingResolver validating;
    private final Clock clock;
    private final Signatures signatures;
    private volatile Instant nextLook = Instant.MIN;

    /**
     * @param plain asks with EDNS
     * @param anchors DS or DNSKEY records in the form of zone files
     * @param signatures whether the resolvers that are asked together give signatures
     */
    Dnssec(SimpleResolver plain, int payload, String anchors, Signatures signatures, Clock clock) {
        this.plain = plain;
        this.signatures = signatures;
        this.clock = clock;
        head = new SimpleResolver(plain.getAddress());
        head.setTimeout(plain.getTimeout());
        head.setEDNS(0, payload, ExtendedFlags.DO, List.of());
        validating = new ValidatingResolver(new WithoutAd(head), clock);
        validating.setAddReasonToAdditional(false);
        try {
            validating.loadTrustAnchors(new ByteArrayInputStream(anchors.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new IllegalArgumentException("trust anchors that cannot be read", e);
        }
    }

    /** The answer; its AD bit says whether it is proved. */
    Message send(Message query) throws IOException {
        if (signs()) {
            return validating.send(query);
        }
        Message reply = plain.send(query);
        reply.getHeader().unsetFlag(Flags.AD);
        return reply;
    }

    /** Whether the resolver gives signatures. Several threads may look at once, so that none waits for another. */
    private boolean signs() throws IOException {
        Instant now = clock.instant();
        if (signatures.known() || now.isBefore(nextLook)) {
            return signatures.known();
        }
        Message reply = validating.send(Message.newQuery(Record.newRecord(Name.root, Type.SOA, DClass.IN)));
        if (reply.getHeader().getFlag(Flags.AD)) {
            signatures.found();
        } else {
            requireWithoutSignatures();
            LOG.warn("The resolver gives no signatures, so certificates published in the DNS (DANE) are not known");
            nextLook = now.plus(NEXT_LOOK);
        }
        return signatures.known();
    }

    /** A resolver that gives signatures which do not hold is not one that gives none. */
    private void requireWithoutSignatures() throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.root, Type.SOA, DClass.IN));
        query.getHeader().setFlag(Flags.CD);
        Message reply = head.send(query);
        boolean signed = reply.getSection(Section.ANSWER).stream().anyMatch(RRSIGRecord.class::isInstance);
        if (signed) {
            throw new RootUnproved("the signatures of the root zone do not hold");
        }
        if (reply.getRcode() != Rcode.NOERROR) {
            throw new RootUnproved(
                    "the resolver answered " + Rcode.string(reply.getRcode()) + " when asked about the root zone");
        }
    }

    /** Whether one of several resolvers has given a proved answer about the root. Safe for any number of threads. */
    static final class Signatures {
        private final Runnable onFirst;
        private volatile boolean known;

        /** @param onFirst called once it is known; may be called several times */
        Signatures(Runnable onFirst) {
            this.onFirst = onFirst;
        }

        boolean known() {
            return known;
        }

        private void found() {
            known = true;
            onFirst.run();
        }
    }

    /** Nothing can be proved, and that is not for want of signatures. */
    static final class RootUnproved extends IOException {
        private static final long serialVersionUID = 1;

        RootUnproved(String words) {
            super(words);
        }
    }

    /** Takes the resolver's own word for its answers away. */
    private record WithoutAd(SimpleResolver resolver) implements Resolver {

        @Override
        public CompletionStage<Message> sendAsync(Message query, Executor executor) {
            return resolver.sendAsync(query, executor).thenApply(reply -> {
                reply.getHeader().unsetFlag(Flags.AD);
                return reply;
            });
        }

        @Override
        public void setPort(int port) {
            resolver.setPort(port);
        }

        @Override
        public void setTCP(boolean flag) {
            resolver.setTCP(flag);
        }

        @Override
        public void setIgnoreTruncation(boolean flag) {
            resolver.setIgnoreTruncation(flag);
        }

        @Override
        public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
            resolver.setEDNS(version, payloadSize, flags, options);
        }

        @Override
        public void setTSIGKey(TSIG key) {
            resolver.setTSIGKey(key);
        }

        @Override
        public Duration getTimeout() {
            return resolver.getTimeout();
        }

        @Override
        public void setTimeout(Duration timeout) {
            resolver.setTimeout(timeout);
        }
    }
}
