package org.letterlock.protocol;

/**
 * A copy of an account's file at one moment, under the account's key.
 *
 * @param account the account's address
 * @param file where it lies on the server
 * @param octets its length
 */
public record SnapshotInfo(String account, String file, long octets) {}
