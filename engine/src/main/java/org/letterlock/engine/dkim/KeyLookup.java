package org.letterlock.engine.dkim;

import java.util.ArrayList;
import java.util.List;
import org.letterlock.engine.dns.DnsAnswer;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.mail.DnsName;

/** Finds keys in the DNS (RFC 6376 §3.6.2). Safe for any number of threads. */
public final class KeyLookup {

    /** A name should have one; some have one of each type (RFC 6376 §3.6.2.2). */
    private static final int MAX_KEYS = 4;

    private final DnsClient dns;

    public KeyLookup(DnsClient dns) {
        this.dns = dns;
    }

    /** What was found. */
    public sealed interface Found {
        /** Keys, at least one. */
        record Keys(List<DkimPublicKey> keys) implements Found {
            public Keys {
                keys = List.copyOf(keys);
            }
        }

        /**
         * Nothing that can be used, and that will stay so.
         *
         * @param reason in English
         */
        record Nothing(String reason) implements Found {}

        /**
         * Nothing now.
         *
         * @param reason in English
         */
        record Temporary(String reason) implements Found {}
    }

    /** The keys that {@code key} may mean; its name was found to fit when it was parsed. */
    public Found find(DkimSignature.Key key) {
        DnsName name = DnsName.parse(
                        key.selector().ascii() + "._domainkey." + key.domain().ascii())
                .orElseThrow();
        return switch (dns.txt(name)) {
            case DnsAnswer.TemporaryFailure<String>(String reason) -> new Found.Temporary("DNS of the key: " + reason);
            case DnsAnswer.NoName<String>(), DnsAnswer.NoData<String>() -> new Found.Nothing("there is no key");
            case DnsAnswer.Records<String>(List<String> records) -> usable(records, key.algorithm());
        };
    }

    private static Found usable(List<String> records, SignatureAlgorithm algorithm) {
        List<DkimPublicKey> keys = new ArrayList<>();
        String reason = "there is no key";
        for (String record : records.stream().limit(MAX_KEYS).toList()) {
            switch (DkimPublicKey.parse(record, algorithm)) {
                case DkimPublicKey.Parsed.Usable(DkimPublicKey key) -> keys.add(key);
                case DkimPublicKey.Parsed.Unusable(String why) -> reason = why;
            }
        }
        return keys.isEmpty() ? new Found.Nothing(reason) : new Found.Keys(keys);
    }
}
