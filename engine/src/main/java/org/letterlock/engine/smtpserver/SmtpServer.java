package org.letterlock.engine.smtpserver;

import java.security.SecureRandom;
import org.letterlock.engine.delivery.HeaderRoom;
import org.letterlock.engine.delivery.Inbound;
import org.letterlock.engine.delivery.Submission;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.net.Session;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.sasl.Authenticator;
import org.letterlock.engine.spool.Spooler;

/** Makes the sessions of one listener. */
public final class SmtpServer implements Session.Factory {

    private final SmtpServerSettings settings;
    private final Service service;
    private final Spooler spooler;
    private final HeaderRoom room = HeaderRoom.ofHeap();
    private final EventLog log;
    private final SecureRandom random;

    private SmtpServer(
            SmtpServerSettings settings, Service service, Spooler spooler, EventLog log, SecureRandom random) {
        this.settings = settings;
        this.service = service;
        this.spooler = spooler;
        this.log = log;
        this.random = random;
    }

    /** For port 25. */
    public static SmtpServer mx(
            SmtpServerSettings settings,
            Inbound inbound,
            Rates rates,
            Spooler spooler,
            EventLog log,
            SecureRandom random) {
        return new SmtpServer(settings, new MxService(inbound, rates), spooler, log, random);
    }

    /** For port 465 (with settings that offer no STARTTLS, behind implicit TLS) and port 587. */
    public static SmtpServer submission(
            SmtpServerSettings settings,
            Submission submission,
            Authenticator authenticator,
            Spooler spooler,
            EventLog log,
            SecureRandom random) {
        return new SmtpServer(settings, new SubmissionService(submission, authenticator), spooler, log, random);
    }

    @Override
    public Session create(Wire wire) {
        return new SmtpServerSession(wire, settings, service, spooler, room, log, random);
    }
}
