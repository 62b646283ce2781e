package org.letterlock.engine.directory;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;

/** As whom accounts may send, besides their own addresses. Safe for any number of threads; lookups come from memory. */
public final class SenderGrants {

    /** How many grants an account has at most: each of its letters is held against them. */
    public static final int MOST = 100;

    private final IndexedFile file;

    SenderGrants(IndexedFile file) {
        this.file = file;
    }

    static String key(AccountId account) {
        return "identities/" + account.value();
    }

    /** The grants of an account, oldest first. */
    public List<SenderGrant> of(AccountId account) {
        return of(file.now(), account);
    }

    static List<SenderGrant> of(Index now, AccountId account) {
        return Optional.ofNullable(now.settings().get(key(account))).stream()
                .flatMap(row -> row.value().stream())
                .flatMap(written -> SenderGrant.parse(written).stream())
                .toList();
    }

    /** Adds grants; for domains of ours alone. */
    public ChangeResult add(AccountId account, Collection<SenderGrant> grants) {
        return file.change(now -> {
            Set<SenderGrant> all = new LinkedHashSet<>(of(now, account));
            all.addAll(grants);
            if (!grants.stream().allMatch(grant -> now.isLocal(grant.ofDomain()))) {
                return new Outcome(ChangeResult.NO_SUCH_DOMAIN);
            }
            return all.size() > MOST ? new Outcome(ChangeResult.TOO_MANY) : set(now, account, all);
        });
    }

    /** Takes grants back; all of them are there, or nothing changes. */
    public ChangeResult remove(AccountId account, Collection<SenderGrant> grants) {
        return file.change(now -> {
            Set<SenderGrant> all = new LinkedHashSet<>(of(now, account));
            return all.containsAll(grants) && all.removeAll(grants)
                    ? set(now, account, all)
                    : new Outcome(ChangeResult.NOT_THERE);
        });
    }

    /** What becomes of the grants of others when these addresses go: whoever gets one of them later is somebody else. */
    static List<Row> withoutAddresses(Index now, Collection<Row.Address> gone) {
        Set<SenderGrant> dead = gone.stream()
                .flatMap(row -> EmailAddress.parse(row.written()).stream())
                .map(SenderGrant.OfAddress::new)
                .collect(Collectors.toSet());
        return now.accounts().keySet().stream()
                .filter(account -> of(now, account).stream().anyMatch(dead::contains))
                .<Row>map(account -> row(
                        account,
                        of(now, account).stream()
                                .filter(grant -> !dead.contains(grant))
                                .toList()))
                .toList();
    }

    private static Row.SettingRow row(AccountId account, Collection<SenderGrant> grants) {
        return new Row.SettingRow(
                key(account), grants.stream().map(SenderGrant::written).toList());
    }

    private static Outcome set(Index now, AccountId account, Set<SenderGrant> grants) {
        if (!now.accounts().containsKey(account)) {
            return new Outcome(ChangeResult.NO_SUCH_ACCOUNT);
        }
        Row.SettingRow row = row(account, grants);
        return new Outcome(grants.isEmpty() ? Edit.remove(row) : Edit.put(row));
    }
}
