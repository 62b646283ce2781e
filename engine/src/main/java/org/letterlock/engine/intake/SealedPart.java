package org.letterlock.engine.intake;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.letterlock.engine.crypto.ContentKey;
import org.letterlock.engine.crypto.SealBrokenException;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.ReversePath;

/** What is sealed to one recipient; the package's doc has its format. */
record SealedPart(byte[] contentKey, Instant received, ReversePath from, EmailAddress address, Provenance provenance) {

    /** Knows nothing of where the letter comes from. */
    private static final byte FIRST_VERSION = 1;

    private static final byte VERSION = 2;
    private static final int PADDING = 256;
    private static final byte[] LABEL = "letterlock intake 1".getBytes(US_ASCII);

    static byte[] context(AccountId account, byte[] letterName) {
        byte[] id = account.value().getBytes(US_ASCII);
        return ByteBuffer.allocate(LABEL.length + id.length + letterName.length)
                .put(LABEL)
                .put(id)
                .put(letterName)
                .array();
    }

    /** The octets to seal. They hold the content key: the caller clears them. */
    byte[] encoded() {
        byte[] fromLocal =
                from.address().map(EmailAddress::localPart).orElse("").getBytes(UTF_8);
        byte[] fromDomain =
                from.address().map(path -> path.domain().ascii()).orElse("").getBytes(US_ASCII);
        byte[] local = address.localPart().getBytes(UTF_8);
        byte[] domain = address.domain().ascii().getBytes(US_ASCII);
        byte[] origin = provenance.written().getBytes(US_ASCII);
        int length = 1
                + ContentKey.LENGTH
                + Long.BYTES
                + 5 * Short.BYTES
                + fromLocal.length
                + fromDomain.length
                + local.length
                + domain.length
                + origin.length;
        ByteBuffer octets = ByteBuffer.allocate(Math.ceilDiv(length, PADDING) * PADDING);
        octets.put(VERSION).put(contentKey).putLong(received.toEpochMilli());
        for (byte[] part : new byte[][] {fromLocal, fromDomain, local, domain, origin}) {
            octets.putShort((short) part.length).put(part);
        }
        return octets.array();
    }

    /** @throws SealBrokenException when the octets are of another version */
    static SealedPart decode(byte[] octets) {
        try {
            ByteBuffer in = ByteBuffer.wrap(octets);
            byte version = in.get();
            if (version != VERSION && version != FIRST_VERSION) {
                throw new SealBrokenException("an entry of an unknown version");
            }
            byte[] key = new byte[ContentKey.LENGTH];
            in.get(key);
            Instant received = Instant.ofEpochMilli(in.getLong());
            String fromLocal = text(in);
            String fromDomain = text(in);
            ReversePath from = fromDomain.isEmpty()
                    ? ReversePath.none()
                    : ReversePath.of(new EmailAddress(fromLocal, new DomainName(fromDomain)));
            String local = text(in);
            EmailAddress address = new EmailAddress(local, new DomainName(text(in)));
            Provenance provenance = version == FIRST_VERSION ? Provenance.OURS : Provenance.read(text(in));
            return new SealedPart(key, received, from, address, provenance);
        } catch (BufferUnderflowException e) {
            throw new SealBrokenException("an entry is cut short");
        }
    }

    private static String text(ByteBuffer in) {
        byte[] octets = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(octets);
        return new String(octets, UTF_8);
    }

    void clear() {
        Arrays.fill(contentKey, (byte) 0);
    }

    @Override
    public String toString() {
        return "SealedPart";
    }
}
