package org.letterlock.tests.system.crash;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What was acknowledged of what.
 *
 * @param passwords of credentials by their names, and of accounts by their addresses
 */
record Books(
        Ledger anna,
        Ledger lars,
        Ledger sent,
        Ledger credentials,
        Ledger addresses,
        Ledger accounts,
        Map<String, String> passwords) {

    /** @param moment what time it is, on a clock that never goes back */
    Books(LongSupplier moment) {
        this(
                new Ledger("anna", moment),
                new Ledger("lars", moment),
                new Ledger("sent", moment),
                new Ledger("credentials", moment),
                new Ledger("addresses", moment),
                new Ledger("accounts", moment),
                new ConcurrentHashMap<>());
    }

    /** As they were at {@code moment}. */
    Books asOf(long moment) {
        return new Books(
                anna.asOf(moment),
                lars.asOf(moment),
                sent.asOf(moment),
                credentials.asOf(moment),
                addresses.asOf(moment),
                accounts.asOf(moment),
                passwords);
    }

    List<Ledger> all() {
        return List.of(anna, lars, sent, credentials, addresses, accounts);
    }

    int letters() {
        return anna.acknowledged() + lars.acknowledged() + sent.acknowledged();
    }

    int acknowledged() {
        return all().stream().mapToInt(Ledger::acknowledged).sum();
    }
}
