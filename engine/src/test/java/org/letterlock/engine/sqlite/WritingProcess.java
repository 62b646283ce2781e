package org.letterlock.engine.sqlite;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Writes without end from several threads and prints the number of each row after it was acknowledged. */
final class WritingProcess {

    static final Schema SCHEMA = new Schema(
            9, List.of(List.of("CREATE TABLE note(id INTEGER PRIMARY KEY, round INTEGER, n INTEGER, data BLOB)")));

    private WritingProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        int round = Integer.parseInt(arguments[1]);
        PrintStream out = System.out;
        AtomicLong numbers = new AtomicLong();
        SqliteThreads threads = new SqliteThreads(1, 1);
        Database database = Database.open(Path.of(arguments[0]), new byte[32], SCHEMA, threads);
        for (int i = 0; i < 16; i++) {
            Thread.ofVirtual().start(() -> {
                while (true) {
                    long n = numbers.incrementAndGet();
                    database.write(sql ->
                            sql.update("INSERT INTO note(round, n, data) VALUES (?, ?, ?)", round, n, new byte[2000]));
                    out.print(n + "\n");
                    out.flush();
                }
            });
        }
        Thread.currentThread().join();
    }
}
