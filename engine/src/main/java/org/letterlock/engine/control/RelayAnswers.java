package org.letterlock.engine.control;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Relays;
import org.letterlock.engine.dns.Routes;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.protocol.RelayInfo;
import org.letterlock.protocol.RelayOrder;

/** Answers about relays. */
final class RelayAnswers {

    private static final int SUBMISSIONS = 465;
    private static final int SUBMISSION = 587;
    private static final int MAX_SECRET = 500;
    private static final String IMPLICIT = "implicit";
    private static final String STARTTLS = "starttls";

    private final Relays relays;
    private final Predicate<DomainName> ours;

    /** @param ours whether a domain is one of our own */
    RelayAnswers(Relays relays, Predicate<DomainName> ours) {
        this.relays = relays;
        this.ours = ours;
    }

    List<RelayInfo> list() {
        return relays.all().stream().map(RelayAnswers::told).toList();
    }

    RelayInfo set(RelayOrder order) {
        DomainName host = DomainName.parse(order.host())
                .filter(DomainName::isHostName)
                .orElseThrow(() -> Failures.notARelay("\"" + order.host() + "\" is no name of a host."));
        String tls = order.tls();
        if (tls != null && !tls.equals(IMPLICIT) && !tls.equals(STARTTLS)) {
            throw Failures.notARelay("TLS is \"implicit\" or \"starttls\".");
        }
        Integer named = order.port();
        int port = named != null ? named : STARTTLS.equals(tls) ? SUBMISSION : SUBMISSIONS;
        if (port < 1 || port > 65535) {
            throw Failures.notARelay("A port is 1 to 65535.");
        }
        boolean implicit = tls == null ? port == SUBMISSIONS : tls.equals(IMPLICIT);
        Optional<DomainName> destination = destination(order.destination());
        destination.filter(ours).ifPresent(domain -> {
            throw Failures.relayForOurs(domain.ascii());
        });
        Relays.Relay relay = new Relays.Relay(destination, host, port, new Routes.Relay(implicit, login(order)));
        relays.set(relay);
        return told(relay);
    }

    private static Optional<Routes.Login> login(RelayOrder order) {
        String user = order.user();
        String password = order.password();
        if (user == null && password == null) {
            return Optional.empty();
        }
        if (user == null || password == null || !isSecret(user) || !isSecret(password)) {
            throw Failures.notARelay("A login has a user and a password, each of 1 to 500 characters that print.");
        }
        return Optional.of(new Routes.Login(user, password));
    }

    private static boolean isSecret(String text) {
        return !text.isEmpty() && text.length() <= MAX_SECRET && text.chars().noneMatch(Character::isISOControl);
    }

    private static Optional<DomainName> destination(@Nullable String text) {
        return Optional.ofNullable(text).map(DomainAnswers::parsed);
    }

    List<RelayInfo> remove(@Nullable String destination) {
        if (relays.remove(destination(destination)) != ChangeResult.DONE) {
            throw Failures.noSuchRelay(destination);
        }
        return list();
    }

    private static RelayInfo told(Relays.Relay relay) {
        return new RelayInfo(
                relay.destination().map(DomainName::ascii).orElse(null),
                relay.host().ascii(),
                relay.port(),
                relay.how().implicitTls() ? IMPLICIT : STARTTLS,
                relay.how().login().map(Routes.Login::user).orElse(null));
    }
}
