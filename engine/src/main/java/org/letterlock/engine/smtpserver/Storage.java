package org.letterlock.engine.smtpserver;

import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.letterlock.engine.smtp.SmtpReply;
import org.letterlock.engine.sqlite.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns failures of what stands behind us into replies that let the client try again. The one place for that. */
final class Storage {

    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    private Storage() {}

    static SmtpReply guarded(Supplier<SmtpReply> action) {
        try {
            return action.get();
        } catch (DatabaseException e) {
            LOG.error("A letter could not be stored: {}", e.getMessage(), e.unexpected());
            return e.reason() == DatabaseException.Reason.FULL ? Replies.STORE_FULL : Replies.STORE_FAILED;
        } catch (UncheckedIOException e) {
            LOG.error("A letter could not be stored", e);
            return Replies.STORE_FAILED;
        }
    }
}
