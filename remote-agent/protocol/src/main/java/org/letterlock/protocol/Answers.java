package org.letterlock.protocol;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;

/** Waits for answers. */
final class Answers {

    private Answers() {}

    /**
     * Waits for one. What does not come in time is cancelled, so that the other side may stop working on it.
     *
     * @param none what to tell where none comes, of why
     * @throws FailureException where the other side says no, or none comes
     * @throws CancellationException where somebody cancelled it meanwhile
     */
    static <T> T await(CompletableFuture<T> answer, Duration patience, Function<String, Failure> none) {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ResponseErrorException response) {
                throw FailureException.of(response);
            }
            throw new FailureException(none.apply(
                    e.getCause() instanceof SessionEndedException ended
                            ? String.valueOf(ended.getMessage())
                            : String.valueOf(e.getCause())));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new FailureException(none.apply("after " + patience.toSeconds() + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            throw new FailureException(none.apply("interrupted"));
        }
    }
}
