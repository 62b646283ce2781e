package org.letterlock.engine.accounts;

import java.io.IOException;
import java.io.InputStream;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.letterlock.engine.crypto.SealBrokenException;
import org.letterlock.engine.sqlite.DatabaseException;

/**
 * Makes every way in which an entry of the intake can be unreadable for good look the same, {@link SealBrokenException}, so that it is not taken for a fault of
 * the account that it goes to, which may pass. What may pass in the intake, a lock for example, stays a {@link DatabaseException}.
 */
final class UnreadableEntry {

    private UnreadableEntry() {}

    static <T> T guard(Supplier<T> open) {
        try {
            return open.get();
        } catch (NoSuchElementException e) {
            throw broken(e);
        } catch (DatabaseException e) {
            throw damaged(e);
        }
    }

    /** @param letter a letter of the intake */
    static InputStream guard(InputStream letter) {
        return new Guarded(letter);
    }

    private static RuntimeException damaged(DatabaseException failure) {
        return switch (failure.reason()) {
            // A page that was changed does not authenticate, which looks like a wrong key.
            case DAMAGED, WRONG_KEY -> broken(failure);
            case LOG_DAMAGED, NEWER_SCHEMA, FULL, LOCKED, CLOSED, CONSTRAINT, INTERRUPTED, OTHER -> failure;
        };
    }

    private static SealBrokenException broken(Exception cause) {
        SealBrokenException broken = new SealBrokenException("an entry of the intake cannot be read");
        broken.initCause(cause);
        return broken;
    }

    private static final class Guarded extends InputStream {
        private final InputStream letter;

        private Guarded(InputStream letter) {
            this.letter = letter;
        }

        @Override
        public int read() {
            byte[] octet = new byte[1];
            return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int at, int length) {
            try {
                return letter.read(into, at, length);
            } catch (IOException e) {
                throw broken(e);
            } catch (DatabaseException e) {
                throw damaged(e);
            }
        }

        @Override
        public void close() throws IOException {
            letter.close();
        }
    }
}
