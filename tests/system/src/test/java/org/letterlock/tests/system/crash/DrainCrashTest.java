package org.letterlock.tests.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** The engine is killed while the letters that waited for an account move into it, again and again until all have: each is there once. */
@Tag("long")
final class DrainCrashTest {

    private static final String LARS = "lars@example.test";
    private static final int LETTERS = 2_000;
    private static final int AT_ONCE = 4;
    private static final int MOST_A_LIFE = 100;

    private static final Pattern MESSAGES = Pattern.compile("MESSAGES (\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void everyLetterMovesInOnceHoweverOftenTheMoveIsCutShort() throws InterruptedException {
        long seed = Long.getLong("letterlock.crash.seed", System.nanoTime());
        System.out.println("seed " + seed);
        try (TempFolder folder = new TempFolder()) {
            var data = folder.path().resolve("mail");
            try (EngineProcess engine = EngineProcess.start(data)) {
                String password;
                try (ControlClient control = engine.control()) {
                    control.addDomain("example.test");
                    password = control.addAccount(LARS).password();
                }
                Ledger ledger = new Ledger("lars", () -> 0);
                deliver(engine, ledger, seed);
                int lives = drain(engine, password, new Random(seed));
                Map<String, List<Place>> found = new LinkedHashMap<>();
                try (ImapTestClient imap = engine.imaps().login(LARS, password)) {
                    Reading.places(imap, "INBOX", found);
                }
                ledger.compare(found, "INBOX"::equals);
                System.out.printf(
                        "lost %d doubled %d of %d in %d lives%n",
                        ledger.lost(), ledger.doubled(), ledger.acknowledged(), lives);
                assertThat(ledger.complaints()).as("seed %d", seed).isEmpty();
                assertThat(found).hasSize(LETTERS);
                assertThat(lives).isGreaterThan(3);
                engine.stop();
                assertThat(EngineProcess.run(List.of("check", "--data", data.toString()))
                                .exitCode())
                        .isZero();
            }
        }
    }

    private static void deliver(EngineProcess engine, Ledger ledger, long seed) throws InterruptedException {
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            long own = seed + i;
            senders.add(Thread.ofVirtual().start(() -> {
                try (Work.Deliver sender = new Work.Deliver(engine, LARS, ledger, own)) {
                    for (int letter = 0; letter < LETTERS / AT_ONCE; letter++) {
                        sender.once();
                    }
                }
            }));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(ledger.acknowledged()).isEqualTo(LETTERS);
    }

    private static long there(ImapTestClient imap) {
        String status = String.join("", imap.command("STATUS INBOX (MESSAGES)").lines());
        Matcher messages = MESSAGES.matcher(status);
        assertThat(messages.find()).as(status).isTrue();
        return Long.parseLong(messages.group(1));
    }

    /** Unlocks and kills until nothing waits any more; how often it was killed. */
    private static int drain(EngineProcess engine, String password, Random random) {
        int lives = 0;
        while (true) {
            try (ImapTestClient imap = engine.imaps().login(LARS, password);
                    ControlClient control = engine.control()) {
                long waiting = control.account(LARS).waiting();
                if (waiting == 0) {
                    imap.logout();
                    return lives;
                }
                // What waits says little: entries leave the intake long after their letters moved in.
                long until = Math.min(LETTERS, there(imap) + random.nextInt(MOST_A_LIFE));
                assertThat(Waiting.until(PATIENCE, () -> there(imap) >= until)).isTrue();
                LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(20)));
                engine.kill9();
            }
            lives++;
            engine.startAgain();
            assertThat(engine.output()).doesNotContain("ERROR", "WARN", "\tat ");
        }
    }
}
