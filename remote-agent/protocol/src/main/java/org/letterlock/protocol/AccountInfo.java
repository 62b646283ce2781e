package org.letterlock.protocol;

import java.util.List;

/**
 * An account, as far as it is known while it is locked.
 *
 * @param address its first address, with which its owner signs in
 * @param name what the owner calls it
 * @param addresses all its addresses
 * @param created when it was made
 * @param unlocked whether its key is in memory
 * @param waiting how many letters wait for it to be unlocked
 * @param octets how many octets it holds, with what waits
 * @param messages how many messages it holds, with what waits
 */
public record AccountInfo(
        String address,
        String name,
        List<String> addresses,
        @Moment String created,
        boolean unlocked,
        long waiting,
        long octets,
        long messages) {}
