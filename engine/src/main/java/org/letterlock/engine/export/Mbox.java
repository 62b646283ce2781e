package org.letterlock.engine.export;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Stream;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mime.ImapEnvelope;
import org.letterlock.engine.store.AccountStore.Mailbox;
import org.letterlock.engine.store.AccountStore.StoredMessage;

/**
 * A file a mailbox (RFC 4155). Before each letter stands its From_ line, after its last octet one LF: after a letter that ends with a line's end, as letters do,
 * that is the empty line of RFC 4155. Letters keep their own line ends, so that taking off the quoting and that LF gives their octets back.
 */
final class Mbox implements Layout {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String NOBODY = "unknown@unknown.invalid";

    private final Archive archive;
    private final FileNames names;
    private final Instant now;
    private OutputStream out = OutputStream.nullOutputStream();

    Mbox(Archive archive, FileNames names, Instant now) {
        this.archive = archive;
        this.names = names;
        this.now = now;
    }

    @Override
    public String begin(Mailbox mailbox) throws IOException {
        String path = names.path(mailbox) + ".mbox";
        out = archive.begin(path, now);
        return path;
    }

    @Override
    public void letter(StoredMessage letter, InputStream octets) throws IOException {
        out.write(("From " + sender(letter) + " " + TIME.format(letter.received()) + "\n").getBytes(US_ASCII));
        MboxQuoting quoting = new MboxQuoting(out);
        octets.transferTo(quoting);
        quoting.finish();
        out.write('\n');
    }

    private static String sender(StoredMessage letter) {
        return letter.envelope().stream()
                .flatMap(envelope -> envelope.sender().stream())
                .flatMap(Mbox::address)
                .findFirst()
                .orElse(NOBODY);
    }

    /** The address, where a program that reads words can read it. */
    private static Stream<String> address(ImapEnvelope.Address address) {
        return address
                .mailbox()
                .flatMap(box -> address.host().map(host -> box + "@" + host))
                .flatMap(EmailAddress::parse)
                .map(EmailAddress::toString)
                .filter(text -> text.chars().allMatch(c -> c > ' ' && c < 0x7F))
                .stream();
    }

    @Override
    public void end() throws IOException {
        archive.end();
    }
}
