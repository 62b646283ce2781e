package org.letterlock.engine.net;

/** A conversation over one {@link Wire}. */
public interface Session {

    /** Talks until the end, on a virtual thread of its own. The listener closes the wire behind it. */
    void run();

    /** Asks the session to end soon, with a word to the client where the protocol has one. From any thread, at any time, any number of times. */
    void stop();

    /** Makes the session of a new connection. */
    @FunctionalInterface
    interface Factory {
        /** Called on the thread that will run the session. */
        Session create(Wire wire);
    }
}
