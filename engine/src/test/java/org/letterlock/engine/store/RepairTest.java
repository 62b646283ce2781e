package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.sqlite.SqliteThreads;

/** What follows from the rest of the file is spoilt; verify says so, and repair rebuilds it. */
final class RepairTest {

    @TempDir
    Path folder;

    @Test
    void countersReferencesAndTheTextIndexAreRebuilt() {
        Path file = made();
        spoil(file, sql -> {
            sql.update("UPDATE mailbox SET messages = 77, unseen = 3, size = 1 WHERE name = 'INBOX'");
            sql.update("DELETE FROM search_text WHERE id IN (SELECT min(id) FROM search_text)");
            sql.update("INSERT INTO search_index (search_index) VALUES ('delete-all')");
        });
        assertRepairs(file, "its counters differ");
    }

    @Test
    void anIndexThatLacksRowsIsBuiltAnew() {
        Path file = made();
        String partial = "CREATE INDEX entry_message ON entry (message) WHERE message < 0";
        String whole = "CREATE INDEX entry_message ON entry (message)";
        spoil(file, sql -> write(sql, partial));
        try (SqliteThreads threads = new SqliteThreads(1, 1)) {
            AccountStore store = open(file, threads);
            store.append(
                    store.mailbox(MailboxName.INBOX).orElseThrow().id(),
                    List.of(new AccountStore.NewMessage(
                            TestStore.octets(TestStore.letter("later", "not in the index")),
                            Set.of(),
                            TestStore.RECEIVED)));
            store.settle();
            store.close();
        }
        spoil(file, sql -> write(sql, whole));
        assertRepairs(file, "missing from index entry_message");
    }

    @Test
    void aHeaderThatIsMissingIsSaidAndNotPassedOver() {
        Path file = made();
        spoil(file, sql -> sql.update("DELETE FROM header WHERE message = (SELECT max(id) FROM message)"));
        try (SqliteThreads threads = new SqliteThreads(1, 1)) {
            AccountStore store = open(file, threads);
            assertThat(store.verify()).contains("message 2: its pieces do not make its size");
            for (boolean body : new boolean[] {false, true}) {
                assertThatThrownBy(() -> store.fetch(
                                store.mailbox(MailboxName.INBOX).orElseThrow().id(),
                                TestStore.set(1, 2),
                                EnumSet.noneOf(AccountStore.Want.class),
                                body,
                                (message, content) -> {}))
                        .hasMessage("account: a piece of a message is missing");
            }
            store.close();
        }
    }

    private static void write(Sql sql, String index) {
        sql.execute("PRAGMA writable_schema=ON");
        sql.update("UPDATE sqlite_schema SET sql = ? WHERE name = 'entry_message'", index);
    }

    private Path made() {
        try (TestStore test = new TestStore(folder)) {
            test.append("INBOX", TestStore.letter("first", "a needle in a haystack"));
            test.append("INBOX", TestStore.letter("second", "another needle"));
            test.store().settle();
            return test.file;
        }
    }

    private static AccountStore open(Path file, SqliteThreads threads) {
        return AccountStore.open(file, TestStore.KEY, threads, Clock.systemUTC(), StoreLimits.DEFAULT);
    }

    private static void spoil(Path file, Consumer<Sql> how) {
        try (SqliteThreads threads = new SqliteThreads(1, 1);
                Database database = Database.open(file, TestStore.KEY, StoreSchema.SCHEMA, threads)) {
            database.write(sql -> {
                how.accept(sql);
                return true;
            });
        }
    }

    private static void assertRepairs(Path file, String fault) {
        try (SqliteThreads threads = new SqliteThreads(1, 1)) {
            AccountStore store = open(file, threads);
            assertThat(store.verify()).anySatisfy(found -> assertThat(found).contains(fault));
            store.repair();
            store.settle();
            assertThat(store.verify()).isEmpty();
            assertThat(store.search(
                            store.mailbox(MailboxName.INBOX).orElseThrow().id(),
                            new SearchExpression.Text("needle"),
                            SearchLimits.of(Duration.ofSeconds(30))))
                    .hasSize(2);
            store.close();
        }
    }
}
