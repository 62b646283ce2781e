package org.letterlock.tests.system.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.Waiting;

/** Looks for what the books say in a running engine, and lets the books complain. What has no book is added to {@code faults}. */
record Inspection(EngineProcess engine, Books books, List<String> faults) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The letters of an account, in those mailboxes that {@code mailboxes} holds for. */
    void letters(String user, String password, Ledger ledger, Predicate<String> mailboxes) {
        try (ImapTestClient imap = engine.imaps().login(user, password);
                ControlClient control = engine.control()) {
            if (!Waiting.until(PATIENCE, () -> control.account(user).waiting() == 0)) {
                faults.add("letters of " + user + " stay in the intake");
            }
            Map<String, List<Place>> found = new LinkedHashMap<>();
            Reading.mailboxes(imap).stream().filter(mailboxes).forEach(mailbox -> Reading.places(imap, mailbox, found));
            ledger.compare(found, mailboxes);
        }
    }

    /** The credentials and further addresses of {@code user}, and the accounts beside it and {@code others}. */
    void names(String user, List<String> others) {
        try (ControlClient control = engine.control()) {
            names(
                    books.credentials(),
                    "credentials",
                    control.call(engine -> engine.credentials(Work.named(user))).stream()
                            .map(CredentialInfo::name)
                            .filter(name -> name.startsWith("c"))
                            .toList());
            names(
                    books.addresses(),
                    "addresses",
                    control.call(engine -> engine.addresses(Work.named(user))).stream()
                            .filter(address -> !address.equals(user))
                            .toList());
            names(
                    books.accounts(),
                    "accounts",
                    control.call(EngineApi::accounts).stream()
                            .map(AccountInfo::address)
                            .filter(address -> !address.equals(user) && !others.contains(address))
                            .toList());
        }
    }

    private static void names(Ledger ledger, String where, List<String> names) {
        Map<String, List<Place>> found = new LinkedHashMap<>();
        names.forEach(
                name -> found.computeIfAbsent(name, _ -> new ArrayList<>()).add(Place.in(where)));
        ledger.compare(found, _ -> true);
    }

    /** Signs in with some of the credentials of {@code user}, and into some of the accounts. */
    void logIn(String user, int most, Random random) {
        List<String> some = new ArrayList<>(books.credentials().certain());
        Collections.shuffle(some, random);
        some.stream().limit(most).forEach(name -> logIn(name, user));
        books.accounts().certain().stream().limit(most).forEach(account -> logIn(account, account));
    }

    private void logIn(String name, String user) {
        String password = books.passwords().get(name);
        // One that came into being without its answer has a password that nobody knows.
        if (password != null) {
            try (ImapTestClient imap = engine.imaps()) {
                imap.login(user, password);
            }
        }
    }
}
