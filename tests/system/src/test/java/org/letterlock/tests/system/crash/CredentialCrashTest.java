package org.letterlock.tests.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.keys.EngineKey;
import org.letterlock.engine.keys.WrappedKey;
import org.letterlock.engine.sasl.ScramSecret;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.CredentialName;
import org.letterlock.protocol.CredentialOrder;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.NewCredential;
import org.letterlock.protocol.RecoveryOrder;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/**
 * Passwords are added, changed, revoked and made by recovery while the engine is killed, again and again. What was acknowledged holds; of what was under way the
 * old or the new state holds, and nothing between; the account opens after every kill. {@code -Dletterlock.crash.seed} repeats a run.
 */
final class CredentialCrashTest {

    private static final String ANNA = "anna@example.test";
    private static final int MOST = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int REVOKED_TRIED = 3;

    private final long seed = Long.getLong("letterlock.crash.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** The passwords that were acknowledged, by name. */
    private final Map<String, String> living = new LinkedHashMap<>();

    /** Those whose end was acknowledged, the last first. */
    private final List<String> revoked = new ArrayList<>();

    private Optional<Step> underWay = Optional.empty();
    private final AtomicInteger changes = new AtomicInteger();
    private int names;

    /** A change that was asked for: of a new password the name alone is known until it is acknowledged. */
    private record Step(boolean adds, String name) {}

    @Test
    void passwordsHoldThroughAFewKills() throws Exception {
        run(3);
    }

    @Test
    @Tag("long")
    void passwordsHoldThroughManyKills() throws Exception {
        run(Integer.getInteger("letterlock.crash.rounds", 80));
    }

    private void run(int rounds) throws Exception {
        System.out.println("seed " + seed);
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("mail"))) {
            try (ControlClient control = engine.control()) {
                control.addDomain("example.test");
                living.put("first", control.addAccount(ANNA).password());
            }
            engine.stop();
            String key = accountKey(engine.data());
            engine.startAgain();
            letter(engine);
            for (int round = 0; round < rounds; round++) {
                changeUntilKilled(engine, key);
                engine.startAgain();
                compare(engine);
            }
            System.out.printf("%d changes, %d kills%n", changes.get(), rounds);
            assertThat(changes).hasValueGreaterThanOrEqualTo(rounds);
            engine.stop();
            assertThat(EngineProcess.run(
                                    List.of("verify", "--data", engine.data().toString()))
                            .exitCode())
                    .isZero();
        }
    }

    /** The key never changes; the owner unseals it from what the directory has. */
    private String accountKey(Path data) throws IOException {
        byte[] subkey;
        try (EngineKey key = EngineKey.open(data.resolve("engine.key"))) {
            subkey = key.subkey("directory");
        }
        try (Directory directory = Directory.open(data.resolve("directory.db"), subkey, Clock.systemUTC())) {
            Account account = directory.accountForLogin(ANNA).orElseThrow();
            byte[] wrapped =
                    directory.credentials(account.id()).getFirst().wrappedKey().orElseThrow();
            try (ScramSecret secret = ScramSecret.ofPassword(
                    password("first").getBytes(StandardCharsets.US_ASCII), account.salt(), account.iterations())) {
                return WrappedKey.unwrap(account.id(), wrapped, secret.clientKey())
                        .orElseThrow()
                        .use(Base64.getEncoder()::encodeToString);
            }
        }
    }

    private String password(String name) {
        return Optional.ofNullable(living.get(name)).orElseThrow();
    }

    private void letter(EngineProcess engine) {
        try (ImapTestClient imap = engine.imaps().login(ANNA, password("first"))) {
            imap.append("INBOX", "", "Subject: kept\r\n\r\nkept\r\n".getBytes(StandardCharsets.US_ASCII));
            imap.logout();
        }
    }

    private void changeUntilKilled(EngineProcess engine, String key) throws InterruptedException {
        int enough = changes.get() + 1 + random.nextInt(8);
        long pause = random.nextLong(TimeUnit.MILLISECONDS.toNanos(60));
        AtomicBoolean killed = new AtomicBoolean();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        Thread changing = Thread.ofPlatform().unstarted(() -> {
            try (ControlClient control = engine.control()) {
                while (true) {
                    change(control, key);
                }
            } catch (RuntimeException e) {
                // The engine was killed: what was under way is looked for afterwards.
                assertThat(killed).as("%s", e).isTrue();
            }
        });
        changing.setUncaughtExceptionHandler((_, failure) -> failures.add(failure));
        changing.start();
        assertThat(Waiting.until(PATIENCE, () -> changes.get() >= enough || !failures.isEmpty()))
                .isTrue();
        // In the middle of the one behind.
        LockSupport.parkNanos(pause);
        killed.set(true);
        engine.kill9();
        changing.join();
        assertThat(failures).isEmpty();
    }

    private void change(ControlClient control, String key) {
        if (living.size() >= MOST) {
            List<String> all = List.copyOf(living.keySet());
            revoke(control, all.get(random.nextInt(all.size())));
        } else if (random.nextInt(4) == 0) {
            String name = "recovered" + names++;
            add(name, () -> control.call(api -> api.recoverAccount(new RecoveryOrder(ANNA, key, name))));
        } else {
            String name = "device" + names++;
            add(
                    name,
                    () -> control.call(api -> api.addCredential(new CredentialOrder(
                            ANNA, name, null, living.values().iterator().next()))));
        }
        if (random.nextInt(3) == 0 && living.size() > 1) {
            // A password changed: the new one is there, the old one goes.
            revoke(control, living.keySet().iterator().next());
        }
    }

    private interface Adding {
        NewCredential add();
    }

    private void add(String name, Adding adding) {
        underWay = Optional.of(new Step(true, name));
        String password = adding.add().password();
        living.put(name, password);
        underWay = Optional.empty();
        changes.incrementAndGet();
    }

    private void revoke(ControlClient control, String name) {
        underWay = Optional.of(new Step(false, name));
        control.call(api -> api.removeCredential(new CredentialName(ANNA, name)));
        underWay = Optional.empty();
        changes.incrementAndGet();
        revoked.addFirst(password(name));
        living.remove(name);
    }

    private void compare(EngineProcess engine) {
        try (ControlClient control = engine.control()) {
            List<String> there = control.call(api -> api.credentials(new EngineApi.AccountAddress(ANNA))).stream()
                    .map(CredentialInfo::name)
                    .collect(Collectors.toList());
            underWay.ifPresent(step -> settle(control, step, there));
            underWay = Optional.empty();
            assertThat(there).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(living.keySet());
            for (String password : living.values()) {
                assertThat(login(engine, password)).as("seed %d", seed).startsWith("OK");
                // Each opens the account by itself.
                control.lock(ANNA);
            }
            for (String password : revoked.stream().limit(REVOKED_TRIED).toList()) {
                assertThat(login(engine, password)).as("seed %d", seed).startsWith("NO [AUTHENTICATIONFAILED]");
            }
        }
        assertThat(engine.output()).doesNotContain("ERROR", "\tat ");
    }

    /** Either it was done, or nothing of it. */
    private void settle(ControlClient control, Step step, List<String> there) {
        boolean listed = there.contains(step.name());
        if (step.adds() && listed) {
            // Nobody was ever told the password.
            control.call(api -> api.removeCredential(new CredentialName(ANNA, step.name())));
            there.remove(step.name());
        } else if (!step.adds() && !listed) {
            revoked.addFirst(password(step.name()));
            living.remove(step.name());
        }
    }

    private static String login(EngineProcess engine, String password) {
        try (ImapTestClient imap = engine.imaps()) {
            ImapTestClient.Result result = imap.attempt("LOGIN " + ANNA + " " + password);
            if (result.isOk()) {
                assertThat(imap.select("INBOX")).isEqualTo(1);
            }
            return result.text();
        }
    }
}
