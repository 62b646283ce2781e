package org.letterlock.engine.dns;

import java.util.List;

/**
 * The answer to a question. CNAMEs are followed before.
 *
 * @param <T> what a record of the type asked for says
 */
public sealed interface DnsAnswer<T> {

    /**
     * There are records.
     *
     * @param values at least one
     */
    record Records<T>(List<T> values) implements DnsAnswer<T> {
        public Records {
            values = List.copyOf(values);
        }
    }

    /** The name exists and has no record of this type (RFC 2308 §2.2). */
    record NoData<T>() implements DnsAnswer<T> {}

    /** The name does not exist (RFC 2308 §2.1). */
    record NoName<T>() implements DnsAnswer<T> {}

    /**
     * No answer could be had: no resolver answered in time, or it failed. Asking again later may help.
     *
     * @param reason in English, for the log and for notices
     */
    record TemporaryFailure<T>(String reason) implements DnsAnswer<T> {}

    /** The records; none unless there are any. */
    default List<T> records() {
        return switch (this) {
            case Records<T>(List<T> values) -> values;
            case NoData<T>() -> List.of();
            case NoName<T>() -> List.of();
            case TemporaryFailure<T>(String _) -> List.of();
        };
    }
}
