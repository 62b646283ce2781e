package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.ScramTestClient;
import org.letterlock.tests.kit.SmtpTestClient;

/** SCRAM-SHA-256-PLUS over real TLS, with the JDK's for the client (RFC 5802 §6, RFC 5929, RFC 9266). */
final class ChannelBindingTest {

    @AutoClose
    private static final Site SITE = new Site();

    private static final String PLUS = "SCRAM-SHA-256-PLUS";
    private static final String REFUSED = "NO [AUTHENTICATIONFAILED]";

    private final EngineProcess engine = SITE.engine();
    private final Site.Owner owner = SITE.newcomer();
    private final String anna = owner.address();
    private final String password = owner.password();

    @Test
    void bindsToWhatBothEndsExportAndToTheCertificate() throws GeneralSecurityException {
        try (ImapTestClient imap = engine.imaps()) {
            assertThat(imap.command("CAPABILITY").lines()).anyMatch(line -> line.contains(" AUTH=" + PLUS + " "));
            assertThat(imap.authenticate(PLUS, exporting(imap)).text()).startsWith("OK");
        }
        try (ImapTestClient imap =
                ImapTestClient.connect(engine.address("imap")).startTls()) {
            assertThat(imap.authenticate(PLUS, exporting(imap)).text()).startsWith("OK");
        }
        try (ImapTestClient imap = engine.imaps()) {
            assertThat(imap.authenticate(PLUS, hashing(imap)).text()).startsWith("OK");
        }
    }

    @Test
    void bindsOverSubmission() {
        try (SmtpTestClient smtp = engine.submissions().ehlo()) {
            assertThat(smtp.extensions()).anyMatch(line -> line.startsWith("AUTH " + PLUS + " SCRAM-SHA-256 "));
            smtp.authenticate(PLUS, scram().binding("p=tls-exporter", smtp.exported()))
                    .expect(235);
        }
    }

    @Test
    void refusesWhatWasSaidOnAnotherConnectionAndDowngrades() {
        try (ImapTestClient other = engine.imaps();
                ImapTestClient imap = engine.imaps();
                SmtpTestClient smtp = engine.submissions().ehlo()) {
            assertThat(imap.authenticate(PLUS, exporting(other)).text()).startsWith(REFUSED);
            assertThat(imap.authenticate("SCRAM-SHA-256", scram().binding("y", new byte[0]))
                            .text())
                    .startsWith(REFUSED);
            assertThat(imap.authenticate(PLUS, scram().binding("p=tls-unique", new byte[12]))
                            .text())
                    .startsWith(REFUSED);
            assertThat(imap.authenticate(PLUS, scram()).text()).startsWith("BAD ");
            smtp.authenticate("SCRAM-SHA-256", scram().binding("y", new byte[0]))
                    .expect(535);
            smtp.authenticate(PLUS, scram().binding("p=tls-exporter", other.exported()))
                    .expect(535);
            assertThat(imap.authenticate("SCRAM-SHA-256", scram()).text()).startsWith("OK");
        }
    }

    /** Somebody who may pass on every octet, and whose certificate the client took. */
    @Test
    void nobodyBetweenGetsThrough() throws IOException, GeneralSecurityException {
        try (MiddleMan middle = new MiddleMan(engine.address("imaps"));
                ImapTestClient imap = ImapTestClient.connectTls(middle.address())) {
            assertThat(imap.authenticate(PLUS, exporting(imap)).text()).startsWith(REFUSED);
            assertThat(imap.authenticate(PLUS, hashing(imap)).text()).startsWith(REFUSED);
            // The middle is a working one: without binding it gets its login.
            assertThat(imap.authenticate("SCRAM-SHA-256", scram()).text()).startsWith("OK");
        }
    }

    @Test
    void offersNothingToBindToInTls12AndTakesTheClientsWordForIt() {
        try (ImapTestClient imap =
                ImapTestClient.connect(engine.address("imap")).startTls("TLSv1.2")) {
            assertThat(imap.command("CAPABILITY").lines())
                    .anyMatch(line -> line.contains(" AUTH=SCRAM-SHA-256 "))
                    .noneMatch(line -> line.contains(PLUS));
            assertThat(imap.authenticate(PLUS, exporting(imap)).text()).startsWith("NO [CANNOT]");
            assertThat(imap.authenticate("SCRAM-SHA-256", scram().binding("y", new byte[0]))
                            .text())
                    .startsWith("OK");
        }
    }

    private ScramTestClient scram() {
        return new ScramTestClient(anna, password);
    }

    private ScramTestClient exporting(ImapTestClient imap) {
        return scram().binding("p=tls-exporter", imap.exported());
    }

    private ScramTestClient hashing(ImapTestClient imap) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(imap.serverCertificate().getEncoded());
        return scram().binding("p=tls-server-end-point", hash);
    }
}
