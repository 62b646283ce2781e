package org.letterlock.engine.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.crypto.SealBrokenException;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.DatabaseException.Reason;

final class UnreadableEntryTest {

    @Test
    void lettersPassAsTheyAre() throws IOException {
        byte[] octets = {1, -1, 0, 127};
        assertThat(UnreadableEntry.guard(new ByteArrayInputStream(octets)).readAllBytes())
                .isEqualTo(octets);
        assertThat(UnreadableEntry.guard(new ByteArrayInputStream(new byte[] {-1}))
                        .read())
                .isEqualTo(255);
    }

    @Test
    void whatStaysUnreadableIsBroken() {
        assertThatThrownBy(() -> UnreadableEntry.guard(() -> {
                    throw new NoSuchElementException();
                }))
                .isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() ->
                        UnreadableEntry.guard(failing(new IOException("gone"))).read())
                .isInstanceOf(SealBrokenException.class);
        for (Reason reason : new Reason[] {Reason.DAMAGED, Reason.WRONG_KEY}) {
            assertThatThrownBy(() -> UnreadableEntry.guard(failing(new DatabaseException(reason, "no")))
                            .read())
                    .isInstanceOf(SealBrokenException.class);
        }
    }

    @Test
    void whatMayPassIsAFailureOfTheFile() {
        assertThatThrownBy(() -> UnreadableEntry.guard(failing(new DatabaseException(Reason.LOCKED, "busy")))
                        .read())
                .isInstanceOf(DatabaseException.class);
    }

    private static InputStream failing(Exception failure) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                if (failure instanceof RuntimeException e) {
                    throw e;
                }
                throw (IOException) failure;
            }

            @Override
            public int read(byte[] into, int at, int length) throws IOException {
                return read();
            }
        };
    }
}
