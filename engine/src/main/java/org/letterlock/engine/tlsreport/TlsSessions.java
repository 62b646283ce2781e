package org.letterlock.engine.tlsreport;

import java.net.InetAddress;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.queue.Gathering;
import org.letterlock.engine.queue.TlsTally;
import org.letterlock.engine.report.TlsReport;
import org.letterlock.engine.smtpclient.TlsSession;

/** Counts sessions while it is on, many of them in one commit; see {@link Gathering}. Safe for any number of threads, and it keeps none waiting. */
public final class TlsSessions implements Consumer<TlsSession>, AutoCloseable {

    private final TlsTally tally;
    private final BooleanSupplier on;
    private final Clock clock;
    private final Gathering<TlsTally.Sessions> gathering;

    /** @param on whether they are to be counted */
    public TlsSessions(TlsTally tally, BooleanSupplier on, Clock clock) {
        this.tally = tally;
        this.on = on;
        this.clock = clock;
        this.gathering = new Gathering<>("sessions with other servers", tally::add);
    }

    @Override
    public void accept(TlsSession session) {
        if (!on.getAsBoolean()) {
            return;
        }
        count(session, session.destination());
        if (session.policy().type() == TlsReport.PolicyType.TLSA) {
            // A policy of DANE is that of its base domain, whoever's mail goes there (RFC 8460 §1.1).
            DomainName.parse(session.policy().domain())
                    .filter(base -> !base.equals(session.destination()))
                    .ifPresent(base -> count(session, base));
        }
    }

    private void count(TlsSession session, DomainName told) {
        gathering.count(new TlsTally.Sessions(
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                told,
                session.policy(),
                session.failure()
                        .map(type -> new TlsTally.Failure(
                                type,
                                session.host(),
                                session.address()
                                        .map(InetAddress::getHostAddress)
                                        .orElse(""),
                                session.ours().map(InetAddress::getHostAddress).orElse("")))));
    }

    /** Forgets what was counted, written or not. */
    void forget() {
        gathering.forget();
        tally.days().clear();
    }

    /** Writes what was counted; what cannot be written is dropped. */
    void flush() {
        gathering.flush();
    }

    /** Writes what was counted, and counts no more. */
    @Override
    public void close() {
        gathering.close();
    }
}
