package org.letterlock.protocol;

import java.util.List;

/**
 * An account is gone.
 *
 * @param address its address
 * @param waiting how many letters waited for it, which are gone too
 * @param snapshots copies of its file on this server, which are gone too
 */
public record ErasedAccount(String address, long waiting, List<SnapshotInfo> snapshots) {}
