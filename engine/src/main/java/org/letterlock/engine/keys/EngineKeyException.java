package org.letterlock.engine.keys;

/** The file of the engine key cannot be used. The message says what is wrong with it in one sentence, without its content. */
public final class EngineKeyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    EngineKeyException(String message) {
        super(message);
    }

    EngineKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
