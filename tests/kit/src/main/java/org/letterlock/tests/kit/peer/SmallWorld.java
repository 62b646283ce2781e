package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.stream.Stream;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;

/**
 * What a throw-away host finds around it: name servers that know {@code example.test} as somebody's who has just registered it, and a foreign mail server for
 * {@code example.net}, which also stands for those large ones that everybody knows.
 */
public final class SmallWorld implements AutoCloseable {

    /** Somebody who has mail elsewhere. */
    public static final String BOB = "bob@example.net";

    private static final int SMTP = 25;

    private final SmallDns dns;
    private final PostfixPeer postfix;
    private final Tunnel there;
    private final Tunnel here;

    /** The world around a host. */
    public SmallWorld(ThrowawayHost host) throws IOException {
        String ours = host.ours();
        dns = new SmallDns(new InetSocketAddress(ours, 53), new InetSocketAddress(ours, 54))
                .add(".", "SOA", ". nobody.invalid. 1 60 60 60 60")
                .add("example.test", "NS", "ns.example.test")
                .add("ns.example.test", "A", ours)
                .add("example.net", "NS", "ns.example.net")
                .add("example.net", "MX", "10 mx.example.net")
                .add("mx.example.net", "A", ours)
                .add("gmail-smtp-in.l.google.com", "A", ours);
        int way;
        try (ServerSocket free = new ServerSocket(0)) {
            way = free.getLocalPort();
        }
        InetAddress loopback = InetAddress.getLoopbackAddress();
        postfix = PostfixPeer.start("example.net", "maildir:", Map.of("example.test", way));
        there = new Tunnel(new InetSocketAddress(loopback, way), new InetSocketAddress(host.address(), SMTP));
        here = new Tunnel(new InetSocketAddress(ours, SMTP), new InetSocketAddress(loopback, postfix.port()));
    }

    /** Whether there can be one here. */
    public static boolean isPossible() {
        return ThrowawayHost.isPossible() && PostfixPeer.isPossible();
    }

    /** Its name servers. */
    public SmallDns dns() {
        return dns;
    }

    /** Letters that came to the foreign server. */
    public Stream<String> received() {
        try {
            return postfix.received().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the foreign server noted. */
    public String log() {
        try {
            return String.valueOf(postfix.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has {@link #BOB} write, by the foreign server. */
    public void write(String to, String subject) {
        LetterMaker.Letter letter =
                new LetterMaker(subject.hashCode()).plain(BOB, to, subject, "To you, from " + BOB + ".");
        try (SmtpTestClient other = SmtpTestClient.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), postfix.port()))
                .ehlo()) {
            other.deliver(letter.from(), java.util.List.of(letter.to()), letter.octets())
                    .expect(250);
            other.quit();
        }
    }

    @Override
    public void close() throws IOException {
        here.close();
        there.close();
        postfix.close();
        dns.close();
    }
}
