package org.letterlock.protocol;

import java.util.List;

/**
 * What a computer is like.
 *
 * @param at when it was looked over
 * @param hostname what it calls itself
 * @param addresses its public addresses, numeric
 * @param findings what was found, in the order of looking
 */
public record Inspection(String at, String hostname, List<String> addresses, List<Finding> findings) {

    /** Whether something has to be mended before mail can work here. */
    public boolean stops() {
        return findings.stream().anyMatch(finding -> finding.level().equals(Finding.STOP));
    }
}
