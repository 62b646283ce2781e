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

    private static final String ODD = "odd-answer";

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
            if (e.getCause() instanceof SessionEndedException ended) {
                throw new FailureException(none.apply(String.valueOf(ended.getMessage())));
            }
            Failure why = none.apply(String.valueOf(e.getCause()));
            throw new FailureException(e.getCause() instanceof RuntimeException ? odd(why) : why);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new FailureException(none.apply("after " + patience.toSeconds() + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            throw new FailureException(none.apply("interrupted"));
        }
    }

    /** It came, and is of another kind than the contract says. */
    private static Failure odd(Failure why) {
        return new Failure(
                why.area(),
                ODD,
                "The answer was not understood.",
                "The other side may be of another release.",
                "Update the older of both.",
                why.detail());
    }
}
