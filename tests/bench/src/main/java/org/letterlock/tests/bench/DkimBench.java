package org.letterlock.tests.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.letterlock.engine.dkim.DkimResult;
import org.letterlock.engine.dkim.DkimSigner;
import org.letterlock.engine.dkim.DkimVerifier;
import org.letterlock.engine.dkim.SignatureAlgorithm;
import org.letterlock.engine.dkim.SigningKey;
import org.letterlock.engine.dns.DnsAnswer;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.dns.MxRecord;
import org.letterlock.engine.mail.DnsName;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.HeaderFields;
import org.letterlock.tests.kit.LetterMaker;

/** How many letters of 10 KB one thread verifies in a second, each with one signature and the key at hand. */
final class DkimBench implements Bench.Measurement {

    private static final DomainName DOMAIN = new DomainName("example.org");
    private static final double GOAL = 2_000;

    private final int letters;
    private final int runs;

    DkimBench(int letters, int runs) {
        this.letters = letters;
        this.runs = runs;
    }

    @Override
    public List<Figure> measure() throws IOException {
        List<Figure> figures = new ArrayList<>();
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            SigningKey.Fresh fresh = SigningKey.generate(algorithm, new SecureRandom());
            Letter letter = Letter.signed(SigningKey.of(DOMAIN, "s", algorithm, fresh.privateKey()));
            DkimVerifier verifier = new DkimVerifier(new OneKey(fresh.record()), Clock.systemUTC());
            List<Double> rates = new ArrayList<>();
            // The first ones show the compiler of the JVM at work.
            for (int run = -2; run < runs; run++) {
                double rate = rate(verifier, letter);
                if (run >= 0) {
                    rates.add(rate);
                }
            }
            Sample sample = new Sample(rates);
            figures.add(new Figure(
                    "verifying letters of 10 KB signed by " + algorithm + " on one thread, a second",
                    sample.toString(),
                    "at least 2000",
                    sample.median() >= GOAL ? "within" : "beyond"));
        }
        return figures;
    }

    private double rate(DkimVerifier verifier, Letter letter) throws IOException {
        long begun = System.nanoTime();
        for (int i = 0; i < letters; i++) {
            List<DkimResult> results = verifier.verify(letter.header(), letter.octets(), letter.bodyStart());
            if (results.size() != 1 || results.getFirst().outcome() != DkimResult.Outcome.PASS) {
                throw new IllegalStateException("the signature was " + results);
            }
        }
        return letters / ((System.nanoTime() - begun) / 1e9);
    }

    private record Letter(Octets octets, HeaderFields header, long bodyStart) {

        static Letter signed(SigningKey key) throws IOException {
            byte[] plain = new LetterMaker(5)
                    .prose("b@example.org", "anna@example.test", "A letter", 9_700)
                    .octets();
            Letter unsigned = of(plain);
            String field = new DkimSigner(Clock.systemUTC())
                    .sign(List.of(key), unsigned.header(), unsigned.octets(), unsigned.bodyStart());
            ByteArrayOutputStream signed = new ByteArrayOutputStream();
            signed.writeBytes(field.getBytes(StandardCharsets.US_ASCII));
            signed.writeBytes(plain);
            return of(signed.toByteArray());
        }

        private static Letter of(byte[] octets) {
            int bodyStart = new String(octets, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
            byte[] block = Arrays.copyOf(octets, bodyStart);
            return new Letter(Octets.of(octets), HeaderFields.parse(block), bodyStart);
        }
    }

    /** A DNS that has one text at every name. */
    private record OneKey(String text) implements DnsClient {

        @Override
        public DnsAnswer<MxRecord> mx(DnsName name) {
            return new DnsAnswer.NoName<>();
        }

        @Override
        public DnsAnswer<Inet4Address> a(DnsName name) {
            return new DnsAnswer.NoName<>();
        }

        @Override
        public DnsAnswer<Inet6Address> aaaa(DnsName name) {
            return new DnsAnswer.NoName<>();
        }

        @Override
        public DnsAnswer<String> txt(DnsName name) {
            return new DnsAnswer.Records<>(List.of(text));
        }

        @Override
        public DnsAnswer<DomainName> ptr(InetAddress address) {
            return new DnsAnswer.NoName<>();
        }
    }
}
