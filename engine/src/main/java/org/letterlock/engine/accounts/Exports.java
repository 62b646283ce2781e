package org.letterlock.engine.accounts;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.letterlock.engine.export.Export;
import org.letterlock.engine.export.ExportFormat;
import org.letterlock.engine.export.FileArchive;
import org.letterlock.engine.export.MailArchive;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.store.AccountStore;

/** Lets whoever signed in to an account take it away. Safe for any number of threads. */
public final class Exports {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Accounts accounts;
    private final Custody custody;
    private final Clock clock;
    private final BiConsumer<MailLog.Kind, String> events;

    /** @param events gets {@code EXPORTED}; must neither block nor fail */
    public Exports(Accounts accounts, Custody custody, Clock clock, BiConsumer<MailLog.Kind, String> events) {
        this.accounts = accounts;
        this.custody = custody;
        this.clock = clock;
        this.events = events;
    }

    /** How many letters an export would have; one that stands in several mailboxes counts in each. */
    public long letters(Login login) {
        return MailArchive.count(accounts.store(login));
    }

    /**
     * Begins to write an archive. It breaks off when the login is taken away: the credential revoked, the account locked or erased, the engine stopped.
     *
     * @param login taken over; closed when the archive is fetched or broken off
     * @param afterwards run then
     */
    public Export start(Login login, ExportFormat format, Runnable afterwards) {
        events.accept(
                MailLog.Kind.EXPORTED,
                "account " + login.account() + ", as " + format.word() + ", by the password \"" + login.credentialName()
                        + "\"");
        Export export = Export.start(out -> write(login, format, out), PATIENCE, () -> {
            login.close();
            afterwards.run();
        });
        login.onRevoked(export::end);
        return export;
    }

    private long write(Login login, ExportFormat format, OutputStream out) throws IOException {
        AccountStore store = accounts.storeWithLetters(login);
        if (format != ExportFormat.SQLITE) {
            return new MailArchive(store, format, clock).write(out);
        }
        Path copy = custody.draft(login.account());
        try (AccountKey key = accounts.withKey(login, AccountKey::copy)) {
            long letters = MailArchive.count(store);
            store.copyTo(copy);
            new FileArchive(copy, key, clock).write(out);
            return letters;
        } finally {
            Files.deleteIfExists(copy);
        }
    }
}
