package org.letterlock.engine.smtpclient;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.sqlite.SqliteThreads;

/** Empties a queue into a port of loopback until it is killed, or nothing is left. */
final class SendingProcess {

    private SendingProcess() {}

    @SuppressWarnings("SystemOut") // the test reads it
    public static void main(String[] arguments) throws Exception {
        Clock clock = Clock.systemUTC();
        try (SqliteThreads threads = new SqliteThreads(1, 2);
                MailQueue queue =
                        new MailQueue(Path.of(arguments[0]), new byte[32], threads, new SecureRandom(), clock);
                Outside outside = new Outside().route("example.org", Integer.parseInt(arguments[1]))) {
            QueueRunner runner = new QueueRunner(
                    queue,
                    outside.courier(),
                    new Notices(new DsnWriter(clock, new Random()), Outside.OUR_NAME, _ -> {}),
                    new RetrySchedule(new Random()),
                    new QueueRunner.Settings(20, 8, Duration.ofSeconds(1)),
                    clock,
                    _ -> {});
            runner.start();
            while (queue.waitingCount() > 0) {
                Thread.sleep(5);
            }
            runner.close();
        }
        System.out.println("done");
    }
}
