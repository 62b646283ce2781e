package org.letterlock.engine.smtpclient;

import java.net.InetAddress;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.report.TlsFailure;
import org.letterlock.engine.report.TlsReport;

/**
 * How a session with a mail exchanger came to TLS, or did not (RFC 8460 §4.3).
 *
 * @param destination the domain whose mail it takes
 * @param policy what it was measured by
 * @param failure why it failed; empty where it did not
 * @param host the mail exchanger
 * @param address its address; empty where it was not spoken to
 * @param ours our address in that session
 */
public record TlsSession(
        DomainName destination,
        TlsReport.Policy policy,
        Optional<TlsFailure> failure,
        String host,
        Optional<InetAddress> address,
        Optional<InetAddress> ours) {}
