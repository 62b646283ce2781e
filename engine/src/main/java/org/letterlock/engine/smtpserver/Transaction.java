package org.letterlock.engine.smtpserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.delivery.Recipient;
import org.letterlock.engine.intake.Reception;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.smtp.MailParameters;
import org.letterlock.engine.smtp.SmtpCommand;

/** One mail transaction (RFC 5321 §3.3), from MAIL to its end. */
final class Transaction implements AutoCloseable {

    private final SmtpCommand.Mail mail;
    private final String id;
    private final List<Recipient> recipients = new ArrayList<>();
    private @Nullable IncomingContent chunks;
    private Optional<Reception> reception = Optional.empty();

    Transaction(SmtpCommand.Mail mail, String id) {
        this.mail = mail;
        this.id = id;
    }

    ReversePath from() {
        return mail.from();
    }

    MailParameters parameters() {
        return mail.parameters();
    }

    /** The letter's id in logs, in its Received field and in the reply. */
    String id() {
        return id;
    }

    List<Recipient> recipients() {
        return recipients;
    }

    /** What BDAT has brought so far; null before the first. */
    @Nullable
    IncomingContent chunks() {
        return chunks;
    }

    void chunks(IncomingContent begun) {
        chunks = begun;
    }

    /** What the content is awaited with; empty where nothing of it will be stored. */
    Optional<Reception> reception() {
        return reception;
    }

    void reception(Optional<Reception> begun) {
        reception = begun;
    }

    @Override
    public void close() {
        reception.ifPresent(Reception::close);
        if (chunks != null) {
            chunks.close();
        }
    }
}
