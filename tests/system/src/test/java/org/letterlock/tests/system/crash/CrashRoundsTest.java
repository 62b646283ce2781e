package org.letterlock.tests.system.crash;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.TempFolder;

/** The seed is printed; {@code -Dletterlock.crash.seed} repeats it, {@code -Dletterlock.crash.rounds} makes the long run longer or shorter. */
final class CrashRoundsTest {

    private static final int EVERYDAY_ROUNDS = 4;
    private static final int LONG_ROUNDS = 200;

    @Test
    void whatWasAcknowledgedHoldsThroughAFewKills() {
        run(EVERYDAY_ROUNDS);
    }

    @Test
    @Tag("long")
    void whatWasAcknowledgedHoldsThroughTwoHundredKills() {
        run(Integer.getInteger("letterlock.crash.rounds", LONG_ROUNDS));
    }

    private static void run(int rounds) {
        long seed = Long.getLong("letterlock.crash.seed", System.nanoTime());
        System.out.println("seed " + seed);
        try (TempFolder folder = new TempFolder();
                CrashRounds crashes = new CrashRounds(folder.path(), seed)) {
            for (int i = 0; i < rounds; i++) {
                crashes.round();
                if (i % 20 == 19) {
                    System.out.println((i + 1) + " rounds");
                }
            }
            crashes.finish();
            crashes.assertNothingLost();
        }
    }
}
