package org.letterlock.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which letters of a domain are signed.
 *
 * @param domain in A-labels
 * @param rotationDue whether the keys that sign are half a year old and no new ones wait
 * @param keys oldest first
 */
public record DkimInfo(String domain, boolean rotationDue, List<Key> keys) {

    /**
     * One key.
     *
     * @param selector under which it is published
     * @param algorithm such as {@code rsa-sha256}
     * @param state {@code new}: to be published, signs once the DNS shows it; {@code signing}; {@code old}: signs no more, its record must stay; {@code remove}:
     *     its record should go
     * @param since when it came into that state; for {@code remove}, when it became old
     * @param removeFrom from when on the record of an old key should go; null for others
     * @param record the record of its public half
     * @param shown whether the DNS shows it; null where it does not answer
     */
    public record Key(
            String selector,
            String algorithm,
            String state,
            @Moment String since,
            @Moment @Nullable String removeFrom,
            DnsRecord record,
            @Nullable Boolean shown) {}
}
