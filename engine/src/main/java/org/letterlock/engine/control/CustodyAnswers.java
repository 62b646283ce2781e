package org.letterlock.engine.control;

import java.nio.file.Path;
import java.util.List;
import org.letterlock.engine.accounts.Custody;
import org.letterlock.engine.accounts.Snapshots;
import org.letterlock.engine.directory.Account;
import org.letterlock.protocol.ErasedAccount;
import org.letterlock.protocol.SnapshotInfo;

/** Answers about snapshots, and the end of accounts. */
final class CustodyAnswers {

    private final Custody custody;

    CustodyAnswers(Custody custody) {
        this.custody = custody;
    }

    SnapshotInfo take(Account account) {
        return told(account, custody.snapshot(account.id()));
    }

    List<SnapshotInfo> list(Account account) {
        return custody.snapshots(account.id()).stream()
                .map(snapshot -> told(account, snapshot))
                .toList();
    }

    ErasedAccount erase(Account account) {
        Custody.Erased erased = custody.erase(account.id());
        return new ErasedAccount(
                account.address().toString(),
                erased.waiting(),
                erased.snapshots().stream()
                        .map(snapshot -> told(account, snapshot))
                        .toList());
    }

    private static SnapshotInfo told(Account account, Snapshots.Snapshot snapshot) {
        return new SnapshotInfo(
                account.address().toString(),
                snapshot.file().toString(),
                snapshot.log().map(Path::toString).orElse(null),
                snapshot.octets());
    }
}
