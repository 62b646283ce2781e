package org.letterlock.engine.directory;

import java.time.Instant;

/**
 * A key by which letters of a domain are signed.
 *
 * @param selector under which its public half is published
 * @param algorithm its token of RFC 6376 §3.3
 * @param privateKey PKCS #8; empty where it signs no more
 * @param record what the TXT record of its public half says
 * @param state how far it is
 * @param since when it came into that state
 */
public record DkimKey(String selector, String algorithm, byte[] privateKey, String record, State state, Instant since) {

    private static final int PARTS = 5;
    private static final char MARK = '@';

    /** How far a key is. */
    public enum State {
        /** It is to be published and does not sign yet. */
        NEW,
        SIGNING,
        /** It signs no more, and stays published for letters that it signed. */
        OLD
    }

    /** The same key in another state. */
    public DkimKey in(State other, Instant from) {
        return new DkimKey(selector, algorithm, privateKey, record, other, from);
    }

    /** The same key without its private half. */
    public DkimKey retired(Instant from) {
        return new DkimKey(selector, algorithm, new byte[0], record, State.OLD, from);
    }

    String written() {
        return String.join(
                " ",
                selector,
                algorithm,
                Index.encode(privateKey),
                MARK + state.name() + MARK + since.toEpochMilli(),
                record);
    }

    /** What {@link #written} wrote; the first keys had no state, and signed. */
    static DkimKey parse(String written) {
        String[] parts = written.split(" ", PARTS);
        if (parts[3].charAt(0) != MARK) {
            String record = written.split(" ", PARTS - 1)[3];
            return new DkimKey(parts[0], parts[1], Index.decode(parts[2]), record, State.SIGNING, Instant.EPOCH);
        }
        String[] state = parts[3].split(String.valueOf(MARK), -1);
        return new DkimKey(
                parts[0],
                parts[1],
                Index.decode(parts[2]),
                parts[4],
                State.valueOf(state[1]),
                Instant.ofEpochMilli(Long.parseLong(state[2])));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DkimKey key && key.written().equals(written());
    }

    @Override
    public int hashCode() {
        return written().hashCode();
    }

    @Override
    public String toString() {
        return selector + " " + record;
    }
}
