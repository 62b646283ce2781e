package org.letterlock.engine.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What a SCRAM exchange makes of the client's word about channel binding (RFC 5802 §6).
 *
 * @param required whether the mechanism is the one that binds
 * @param bindings what there is to bind to
 */
record ScramBinding(boolean required, ChannelBindings bindings) {

    /** For the mechanism that does not bind, beside one that would where {@code bindings} is not empty. */
    static ScramBinding offered(ChannelBindings bindings) {
        return new ScramBinding(false, bindings);
    }

    /** For the mechanism that binds. */
    static ScramBinding required(ChannelBindings bindings) {
        return new ScramBinding(true, bindings);
    }

    /** What {@code flag}, the beginning of the GS2 header, comes to (RFC 5802 §7, gs2-cbind-flag). */
    Word word(String flag) {
        if (flag.startsWith("p=")) {
            return required
                    ? bindings.of(flag.substring(2)).<Word>map(Word.Data::new).orElse(new Word.Refused())
                    : new Word.Malformed("this mechanism does not bind");
        }
        return switch (flag) {
            case "n" -> required ? new Word.Malformed("this mechanism binds") : new Word.Data(new byte[0]);
            // The client believes that we cannot bind. We said that we can, so somebody took that out of what it read.
            case "y" ->
                required
                        ? new Word.Malformed("this mechanism binds")
                        : bindings.isEmpty() ? new Word.Data(new byte[0]) : new Word.Refused();
            default -> new Word.Malformed("bad channel binding flag");
        };
    }

    /** What the {@code c} attribute has to hold. */
    static byte[] input(String gs2Header, byte[] data) {
        byte[] header = gs2Header.getBytes(UTF_8);
        byte[] input = new byte[header.length + data.length];
        System.arraycopy(header, 0, input, 0, header.length);
        System.arraycopy(data, 0, input, header.length, data.length);
        return input;
    }

    /** What a flag comes to. */
    sealed interface Word {
        /** The exchange goes on with these octets, none where nothing is bound. */
        record Data(byte[] octets) implements Word {}

        /** The login fails: a type that we do not have, or a downgrade. */
        record Refused() implements Word {}

        /** The flag and the mechanism do not go together. */
        record Malformed(String reason) implements Word {}
    }
}
