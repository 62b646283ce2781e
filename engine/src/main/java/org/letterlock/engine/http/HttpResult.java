package org.letterlock.engine.http;

import java.util.Optional;

/** What came of a request. */
public sealed interface HttpResult {

    /**
     * The server answered.
     *
     * @param status 200 to 599
     * @param contentType the media type without parameters, in lower case
     * @param body no more than was allowed
     */
    record Answered(int status, Optional<String> contentType, byte[] body) implements HttpResult {}

    /**
     * There was no answer to be used.
     *
     * @param certificate whether it was because the server did not prove who it is
     * @param reason in English
     */
    record Failed(boolean certificate, String reason) implements HttpResult {}
}
