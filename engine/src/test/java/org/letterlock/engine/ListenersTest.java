package org.letterlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.net.EventLoops;
import org.letterlock.engine.net.SelfSigned;
import org.letterlock.engine.net.Session;
import org.letterlock.engine.net.SocketClient;
import org.letterlock.engine.net.Wire;

/** What a client of one protocol hears at the door of another (RFC 7301 §3.2). */
final class ListenersTest {

    @ParameterizedTest
    @CsvSource({"IMAPS,imap,pop3", "POP3S,pop3,imap", "SUBMISSIONS,smtp,pop3", "POP3S,pop3,http/1.1", "POP3S,pop3,h2"})
    void eachServiceTakesItsOwnNameAndRefusesClientsOfOthers(Service service, String own, String other) {
        SecureRandom random = new SecureRandom();
        try (Parts parts = new Parts()) {
            EventLoops loops = parts.add(new EventLoops(1, random));
            Listeners listeners = new Listeners(
                    parts,
                    loops,
                    Map.of(service, List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))),
                    SelfSigned.make(new DomainName("mail.example.test"), random, Clock.systemUTC()),
                    new DomainName("mail.example.test"));
            listeners.start(service, Hello::new);
            InetSocketAddress address =
                    listeners.addresses().getOrDefault(service, List.of()).getFirst();
            assertThat(agreed(address, own)).isEqualTo(own);
            assertThat(agreed(address, other, own)).isEqualTo(own);
            assertThat(agreed(address)).isEmpty();
            assertThat(agreed(address, other)).contains("no_application_protocol");
        }
    }

    private static String agreed(InetSocketAddress address, String... names) {
        try (SocketClient client = SocketClient.connect(address)) {
            return client.agree("TLSv1.3", names);
        }
    }

    private record Hello(Wire wire) implements Session {
        @Override
        public void run() {
            wire.write(new byte[] {'\r', '\n'});
        }

        @Override
        public void stop() {}
    }
}
