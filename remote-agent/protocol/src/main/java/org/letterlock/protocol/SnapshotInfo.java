package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A copy of an account's file at one moment, under the account's key.
 *
 * @param account the account's address
 * @param file where it lies on the server
 * @param log the log beside it, which goes wherever the file goes: it holds what came last, and without it that is lost; null where the file holds all
 * @param octets the length of both
 */
public record SnapshotInfo(
        String account, String file, @Nullable String log, long octets) {}
