package org.letterlock.engine.sqlite;

import java.nio.ByteBuffer;

/** The running sum over the words of a log or of its index (https://sqlite.org/walformat.html, "Checksum Algorithm"). */
final class WalSum {

    private int first;
    private int second;

    /** The sum that is written there, in the order of {@code octets}. */
    static WalSum at(ByteBuffer octets, int at) {
        WalSum sum = new WalSum();
        sum.first = octets.getInt(at);
        sum.second = octets.getInt(at + 4);
        return sum;
    }

    WalSum copy() {
        WalSum copy = new WalSum();
        copy.first = first;
        copy.second = second;
        return copy;
    }

    /**
     * Adds octets.
     *
     * @param octets in the order in which their words are summed
     * @param length a multiple of 8
     */
    void add(ByteBuffer octets, int at, int length) {
        for (int i = at; i < at + length; i += 8) {
            first += octets.getInt(i) + second;
            second += octets.getInt(i + 4) + first;
        }
    }

    /** Whether the sum is what is written there, in the order of {@code octets}. */
    boolean isAt(ByteBuffer octets, int at) {
        return octets.getInt(at) == first && octets.getInt(at + 4) == second;
    }
}
