package org.letterlock.engine.pop3;

import java.util.Optional;
import java.util.OptionalInt;

/** A command, by the state in which it means something (RFC 1939 §3). */
public sealed interface Pop3Command {

    /** In both states. */
    sealed interface InAnyState extends Pop3Command {}

    /** In the AUTHORIZATION state. */
    sealed interface BeforeLogin extends Pop3Command {}

    /** In the TRANSACTION state. */
    sealed interface AfterLogin extends Pop3Command {}

    /** RFC 2449 §5. */
    record Capa() implements InAnyState {}

    /** RFC 1939 §4, §6. */
    record Quit() implements InAnyState {}

    /**
     * RFC 6856 §3.
     *
     * @param range which language is wanted; empty for the question which there are
     */
    record Lang(Optional<String> range) implements InAnyState {}

    /** RFC 6856 §2.1. */
    record Utf8() implements BeforeLogin {}

    /** RFC 2595 §4. */
    record Stls() implements BeforeLogin {}

    /** RFC 1939 §7. */
    record User(String name) implements BeforeLogin {}

    /**
     * RFC 1939 §7.
     *
     * @param password everything behind the space
     */
    record Pass(byte[] password) implements BeforeLogin {
        @Override
        public String toString() {
            return "Pass[...]";
        }
    }

    /**
     * RFC 5034 §4.
     *
     * @param mechanism its name; empty for the question which there are, as old clients ask
     * @param initialResponse in base64, {@code =} for an empty one
     */
    record Auth(Optional<String> mechanism, Optional<String> initialResponse) implements BeforeLogin {
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    /** RFC 1939 §5. */
    record Stat() implements AfterLogin {}

    /**
     * LIST (RFC 1939 §5).
     *
     * @param message the number of one; empty for all
     */
    record ScanListing(OptionalInt message) implements AfterLogin {}

    /**
     * RFC 1939 §7.
     *
     * @param message the number of one; empty for all
     */
    record Uidl(OptionalInt message) implements AfterLogin {}

    /** RFC 1939 §5. */
    record Retr(int message) implements AfterLogin {}

    /**
     * RFC 1939 §7.
     *
     * @param lines how many of the body
     */
    record Top(int message, int lines) implements AfterLogin {}

    /** RFC 1939 §5. */
    record Dele(int message) implements AfterLogin {}

    /** RFC 1939 §5. */
    record Rset() implements AfterLogin {}

    /** RFC 1939 §5. */
    record Noop() implements AfterLogin {}
}
