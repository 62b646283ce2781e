package org.letterlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.accounts.AccountFiles;
import org.letterlock.engine.accounts.AccountMaker;
import org.letterlock.engine.accounts.AccountMaker.Creation;
import org.letterlock.engine.accounts.Arrivals;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.mail.AccountHistory;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.sasl.Scope;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Schema;

/** An account that goes on without what its log lost gives no UID a second time (RFC 9051 §2.3.1.1). */
final class VerifyHistoryTest {

    private static final AccountHistory SEEN = new AccountHistory(4, 70, 800);

    @TempDir
    private Path folder;

    private final Clock clock = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();

    @Test
    void endsTheHistoryOfAnAccountWhoseLossIsGivenUp() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        AccountId account;
        Path file;
        try (Parts parts = new Parts()) {
            DataFolder data = parts.add(DataFolder.open(folder, true));
            Storage storage = storage(data, parts);
            AccountFiles files = new AccountFiles(data.accounts());
            Directory directory = storage.directory();
            directory.addDomain(new DomainName("example.test"));
            account = ((Creation.Created) new AccountMaker(directory, files, storage.threads(), clock, random)
                            .create(
                                    "Anna",
                                    EmailAddress.parse("anna@example.test").orElseThrow(),
                                    "phone",
                                    Scope.everything(),
                                    true))
                    .account()
                    .id();
            file = files.file(account);
            directory.setHistory(account, SEEN);
            leaveMemoryWithoutItsLog(storage, file);
        }
        assertThat(new Verify(folder, false, clock, random).report().faults())
                .singleElement()
                .asString()
                .contains("(-wal)", "-shm");
        assertThat(history(account)).isEqualTo(SEEN);
        assertThat(new Verify(folder, true, clock, random).report().faults()).isEmpty();
        assertThat(history(account)).satisfies(now -> {
            assertThat(now.branch()).isNotEqualTo(SEEN.branch());
            assertThat(now.modSeq()).isEqualTo(SEEN.modSeq());
            assertThat(now.uidValidity()).isEqualTo(SEEN.uidValidity());
        });
    }

    private Storage storage(DataFolder data, Parts parts) {
        Storage storage = Storage.open(data, parts, clock, random);
        storage.journal();
        storage.intake(new Arrivals());
        storage.queue();
        return storage;
    }

    private void leaveMemoryWithoutItsLog(Storage storage, Path file) throws IOException {
        Path other = folder.resolve("other.sqlite");
        Schema schema = new Schema(7, List.of(List.of("CREATE TABLE note(id INTEGER PRIMARY KEY)")));
        try (Database database = Database.open(other, new byte[32], schema, storage.threads())) {
            database.write(sql -> sql.insert("INSERT INTO note(id) VALUES (1)"));
            Files.copy(folder.resolve("other.sqlite-shm"), file.resolveSibling(file.getFileName() + "-shm"));
        }
        Files.delete(other);
    }

    private AccountHistory history(AccountId account) {
        try (Parts parts = new Parts()) {
            DataFolder data = parts.add(DataFolder.open(folder, false));
            return storage(data, parts).directory().history(account).orElseThrow();
        }
    }
}
