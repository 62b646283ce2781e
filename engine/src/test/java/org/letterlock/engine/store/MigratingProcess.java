package org.letterlock.engine.store;

import java.io.PrintStream;
import java.nio.file.Path;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.SqliteThreads;

/** Opens an account's file with a later schema, says before and after, and waits to be killed. */
final class MigratingProcess {

    private MigratingProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = System.out;
        SqliteThreads threads = new SqliteThreads(1, 1);
        out.print("begun\n");
        out.flush();
        Database database = Database.open(Path.of(arguments[0]), TestStore.KEY, MigrationCrashTest.LATER, threads);
        out.print("done\n");
        out.flush();
        Thread.currentThread().join();
        database.close();
    }
}
