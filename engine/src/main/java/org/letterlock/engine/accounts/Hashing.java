package org.letterlock.engine.accounts;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.letterlock.engine.sasl.Authenticator.ScramParameters;
import org.letterlock.engine.sasl.ScramSecret;

/** The threads that hash passwords: as many as processors, with a short queue, so that a flood of logins starves nobody else. */
final class Hashing implements AutoCloseable {

    private static final int QUEUE = 256;

    private final ThreadPoolExecutor executor;

    Hashing(int threads) {
        executor = new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(QUEUE),
                Thread.ofPlatform().name("hashing-", 0).daemon().factory());
        executor.allowCoreThreadTimeOut(true);
    }

    /** What a password comes to; empty when too many wait, or the caller is interrupted. */
    Optional<ScramSecret> hash(byte[] password, ScramParameters parameters) {
        byte[] copy = password.clone();
        try {
            Future<ScramSecret> future = executor.submit(() -> {
                try {
                    return ScramSecret.ofPassword(copy, parameters.salt(), parameters.iterations());
                } finally {
                    Arrays.fill(copy, (byte) 0);
                }
            });
            return Optional.of(future.get());
        } catch (RejectedExecutionException e) {
            Arrays.fill(copy, (byte) 0);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("hashing failed", e.getCause());
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
