package org.letterlock.tests.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.letterlock.engine.sasl.Authenticator.Attempt;
import org.letterlock.engine.sasl.Authenticator.Protocol;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.tests.kit.TempFolder;

/** Whether a refusal takes a time that tells who has an account here: the same wrong password, for somebody and for nobody, in turns. */
final class LoginBench implements Bench.Measurement {

    private static final byte[] WRONG = "not-the-password".getBytes(US_ASCII);

    private final int attempts;

    /** @param attempts how many with each name */
    LoginBench(int attempts) {
        this.attempts = attempts;
    }

    @Override
    public List<Figure> measure() {
        List<Double> somebody = new ArrayList<>();
        List<Double> nobody = new ArrayList<>();
        try (TempFolder folder = new TempFolder();
                Home home = new Home(folder.path())) {
            // The first ones show the compiler of the JVM at work.
            for (int i = -attempts / 4; i < attempts; i++) {
                boolean here = i % 2 == 0;
                double first = refused(home, here ? "anna@example.test" : "nobody@example.test");
                double second = refused(home, here ? "nobody@example.test" : "anna@example.test");
                if (i >= 0) {
                    somebody.add(here ? first : second);
                    nobody.add(here ? second : first);
                }
            }
        }
        return List.of(Figure.against(
                "a wrong password for an account that is there, milliseconds",
                new Sample(somebody),
                "for one that is not",
                new Sample(nobody),
                false));
    }

    /** In milliseconds. One password that stays the same counts once, so no delay grows. */
    private static double refused(Home home, String user) {
        Attempt attempt = new Attempt(Protocol.IMAP, InetAddress.getLoopbackAddress());
        long begun = System.nanoTime();
        LoginResult result = home.login(user, WRONG.clone(), attempt);
        double milliseconds = (System.nanoTime() - begun) / 1e6;
        if (!(result instanceof LoginResult.Rejected)) {
            throw new IllegalStateException("the answer was " + result);
        }
        return milliseconds;
    }
}
