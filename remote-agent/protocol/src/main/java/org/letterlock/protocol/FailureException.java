package org.letterlock.protocol;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;

/** Carries a {@link Failure} from where it happened to whoever tells a person. */
public final class FailureException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    public FailureException(Failure failure) {
        super(failure.sentence());
        this.failure = failure;
    }

    /** What happened. */
    public Failure failure() {
        return failure;
    }

    /** The exception that LSP4J writes as the response's error. */
    public ResponseErrorException toResponse() {
        return new ResponseErrorException(new ResponseError(Failure.ERROR_CODE, failure.sentence(), failure));
    }

    /** What {@code response} carries; an error without a failure in it (a bug, an unknown method) becomes one. */
    public static FailureException of(ResponseErrorException response) {
        ResponseError error = response.getResponseError();
        if (error.getCode() == Failure.ERROR_CODE && error.getData() instanceof JsonElement data) {
            try {
                return new FailureException(new Gson().fromJson(data, Failure.class));
            } catch (JsonParseException e) {
                return new FailureException(unknown(error));
            }
        }
        return new FailureException(unknown(error));
    }

    private static Failure unknown(ResponseError error) {
        return new Failure(
                "engine",
                "unexpected",
                "The engine could not answer.",
                "Either it met a fault of its own, or it is of another release and does not know this question.",
                "Look at the engine's log; update the engine and this program to the same release.",
                error.getCode() + " " + error.getMessage());
    }
}
