package org.letterlock.engine.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Schema;
import org.letterlock.engine.sqlite.SqliteThreads;

/** Copies of files that nobody has open. */
final class AccountFilesTest {

    @TempDir
    private Path folder;

    /** The copy has no shared memory beside it that would tell. */
    @Test
    void areNotMadeOfAFileWhoseLogIsLost() throws IOException {
        Path file = folder.resolve("1.sqlite");
        Path copy = folder.resolve("copy.sqlite");
        crash(file);
        AccountFiles.copy(file, copy);
        assertThat(folder.resolve("copy.sqlite-wal"))
                .hasBinaryContent(Files.readAllBytes(folder.resolve("1.sqlite-wal")));
        Files.delete(folder.resolve("1.sqlite-wal"));
        Path second = folder.resolve("second.sqlite");
        assertThat(catchThrowableOfType(DatabaseException.class, () -> AccountFiles.copy(file, second))
                        .reason())
                .isEqualTo(DatabaseException.Reason.LOG_DAMAGED);
        assertThat(second).doesNotExist();
    }

    /** Leaves what an engine leaves that is killed. */
    private void crash(Path left) throws IOException {
        Path open = folder.resolve("open.sqlite");
        Schema schema = new Schema(7, List.of(List.of("CREATE TABLE note(id INTEGER PRIMARY KEY)")));
        try (SqliteThreads threads = new SqliteThreads(1, 1);
                Database database = Database.open(open, new byte[32], schema, threads)) {
            database.write(sql -> sql.insert("INSERT INTO note(id) VALUES (1)"));
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.copy(folder.resolve("open.sqlite" + suffix), left.resolveSibling(left.getFileName() + suffix));
            }
        }
    }
}
