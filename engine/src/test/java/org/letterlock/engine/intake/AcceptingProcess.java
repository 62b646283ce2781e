package org.letterlock.engine.intake;

import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.sqlite.SqliteThreads;

/** Accepts letters without end, every fifth a large one, and prints the length of each after it was accepted. */
final class AcceptingProcess {

    static final AccountId ACCOUNT = new AccountId("00112233445566778899aabbccddeeff");
    static final SealKeyPair KEYS = SealKeyPair.derive(new byte[32]);

    private AcceptingProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = System.out;
        AtomicInteger numbers = new AtomicInteger();
        SecureRandom random = new SecureRandom();
        Intake intake =
                new Intake(Path.of(arguments[0]), new byte[32], new SqliteThreads(1, 2), random, accounts -> {});
        EmailAddress address = new EmailAddress("anna", new DomainName("example.test"));
        List<Intake.Recipient> recipients = List.of(new Intake.Recipient(ACCOUNT, KEYS.publicKey(), address));
        for (int i = 0; i < 4; i++) {
            Thread.ofVirtual().start(() -> {
                while (true) {
                    int n = numbers.incrementAndGet();
                    int length = n % 5 == 0 ? 3_000_000 + n : 2000 + n;
                    intake.accept(
                            new Reception(recipients),
                            ReversePath.none(),
                            Provenance.OURS,
                            Instant.EPOCH,
                            Octets.of(new byte[length]));
                    out.print(length + "\n");
                    out.flush();
                }
            });
        }
        Thread.currentThread().join();
    }
}
