package org.letterlock.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.DatabaseException.Reason;

final class FailuresTest {

    /** Not the disk's fault: a snapshot of an account that was locked on command while it was made. */
    @Test
    void whatALockBrokeOffIsToldSo() {
        assertThat(Failures.of(new DatabaseException(Reason.CLOSED, "account: it is closed")))
                .hasMessageContaining("The account was locked meanwhile.");
        assertThat(Failures.of(new DatabaseException(Reason.FULL, "account: the disk is full")))
                .hasMessageContaining("The change could not be written.");
        assertThat(Failures.of(new UncheckedIOException("no room", new IOException())))
                .hasMessageContaining("The change could not be written.");
    }
}
