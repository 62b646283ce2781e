package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.desktop.dnsplan.RecordSight;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.ui.FileWanted;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.ClientSettings;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.CredentialOrder;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.NewCredential;
import org.letterlock.protocol.SshInfo;
import org.letterlock.tests.kit.screen.Hand;

/** The app from its first screen to the last, as a person goes through it: by what is written on its buttons. */
final class WizardTest {

    @TempDir
    Path folder;

    private final AtomicReference<FindingKind> found = new AtomicReference<>(FindingKind.PORTS_FINE);
    private final List<String> installed = new ArrayList<>();
    private final InlineTasks tasks = new InlineTasks();
    private final NewEngine engine = new NewEngine();
    private final FakeDns dns = new FakeDns();
    private @Nullable FakeDemo demo;
    private int lines;
    private Stage window;
    private final Hand hand = new Hand(() -> this.window.getScene().getRoot());
    private Desktop app;

    @BeforeAll
    static void startToolkit() {
        Toolkit.start();
    }

    /** Starts the app, or starts it again after it was closed. */
    @BeforeEach
    void startTheApp() {
        new Choice("en", false).save(folder.resolve("app.json"));
        app = new Desktop(
                folder,
                new SetUp.Services(
                        new FakeDoor(),
                        (server, lists, at, told) -> new Inspection(
                                at,
                                "mail",
                                List.of("203.0.113.5"),
                                List.of(Finding.of(found.get(), Map.of("program", "nginx", "ports", "25")))),
                        (server, hostname, progress) -> {
                            installed.add(hostname);
                            return new InstallReport("1.0-0123456789ab", null, "1.0", "1.5", List.of(), List.of());
                        },
                        server -> List.of(),
                        tasks,
                        server -> {
                            lines++;
                            return engine.line();
                        },
                        dns),
                demo);
        window = Toolkit.onScreen(() -> {
            Stage stage = new Stage();
            app.start(stage);
            return stage;
        });
    }

    private void type(String field, String text) {
        assertThat(Toolkit.onScreen(() -> hand.type(field, text)))
                .as("the field %s", field)
                .isTrue();
    }

    private void press(String name) {
        assertThat(Toolkit.onScreen(() -> hand.press(name))).as(name).isTrue();
    }

    private List<String> buttons() {
        return Toolkit.onScreen(hand::buttons);
    }

    private List<String> spoken() {
        return Toolkit.onScreen(hand::spokenButtons);
    }

    private List<String> headings() {
        return Toolkit.onScreen(hand::headings);
    }

    private void goToTheCheckUp() {
        press("Set up a new server");
        type("Passphrase", "correct horse");
        type("The same once more", "correct horse");
        press("Keep my keys safe");
        type("Address", "server.example.org");
        type("Password", "secret");
        press("Connect");
        press("It is the same");
        press("Look");
    }

    @Test
    void leadsFromTheFirstPassphraseToAMailServerThatTheWorldKnows() throws IOException {
        goToTheCheckUp();
        press("Go on to your domain");
        assertThat(headings()).containsExactly("Your domain");
        type("Domain", "www.Example.org");
        press("Look at it");
        press("Go on");
        assertThat(headings()).containsExactly("You");
        type("Your name", "Anna");
        press("Go on");
        assertThat(headings()).containsExactly("Installation");
        press("Install");
        assertThat(headings()).containsExactly("Your mail server runs");
        assertThat(installed).containsExactly("mail.example.org");
        press("Go on to the records");
        assertThat(headings()).containsExactly("Records");
        assertThat(buttons()).contains("Go on before all are seen");
        dns.become(RecordSight.State.SEEN);
        Toolkit.onScreen(() -> {
            tasks.pass();
            return 0;
        });
        assertThat(buttons()).contains("Go on").doesNotContain("Go on before all are seen");
        press("Go on");
        assertThat(headings()).containsExactly("Your devices");
        press("Later");
        assertThat(headings()).containsExactly("Does mail work?");
        press("Later");
        assertThat(headings()).containsExactly("Recovery kit");
        assertThat(spoken()).contains("Records, done", "Devices, left for later", "Proof, left for later");
        press("I have it on paper");
        String field = fields().getFirst();
        type(field, secret().split("-", -1)[Integer.parseInt(field.substring("Group ".length())) - 1]);
        press("Compare");
        assertThat(headings()).containsExactly("Your mail is yours");
        settled(engine.line());
        press("To your mail server");
        assertThat(words()).contains("server.example.org");
        assertThat(lines).as("one for all steps, and one for home").isEqualTo(2);
        press("Settings");
        press("Another server");
        assertThat(headings()).containsExactly("Your mail, on your own server");
        press("Back");
        assertThat(words()).contains("server.example.org", "Everything is fine.");
        press("Settings");
        press("Another server");
        press("Set up a new server");
        assertThat(headings()).containsExactly("Your server");
        assertThat(typed("Address")).as("a second one").isEqualTo("server.example.org");
        try (Vault vault = open()) {
            assertThat(vault.contents().settingUp(vault.contents().servers().getFirst()))
                    .hasValueSatisfying(noted -> {
                        assertThat(noted.mailbox()).isEqualTo("anna@example.org");
                        assertThat(noted.addresses()).containsExactly("203.0.113.5");
                        assertThat(noted.appPassword()).isEqualTo("password-1");
                        assertThat(noted.step()).isEqualTo(SettingUp.HOME);
                    });
        }
    }

    /** An engine with a home that has settings. */
    private static void settled(FakeEngine line) {
        new Snapshots()
                .on(line)
                .answer("blocklists", new EngineApi.Blocklists(List.of()))
                .answer("greylisting", new EngineApi.Greylisting(false))
                .answer("tlsReporting", new EngineApi.TlsReporting(false))
                .answer("dmarcReporting", new EngineApi.DmarcReporting(false))
                .answer("ssh", new SshInfo(true, "yes", false, null));
    }

    private List<String> fields() {
        return Toolkit.onScreen(hand::fields);
    }

    private List<String> words() {
        return Toolkit.onScreen(hand::words);
    }

    private String secret() throws IOException {
        try (Vault vault = open()) {
            return vault.contents()
                    .settingUp(vault.contents().servers().getFirst())
                    .map(noted -> String.valueOf(noted.recoverySecret()))
                    .orElseThrow();
        }
    }

    private Vault open() throws IOException {
        return ((Vault.Opening.Opened)
                        Vault.open(folder.resolve("vault"), "correct horse".toCharArray(), new SecureRandom()))
                .vault();
    }

    @Test
    void tellsFirstWhatADomainAndAServerAre() {
        assertThat(headings()).containsExactly("Your mail, on your own server");
        assertThat(buttons())
                .as("there is no engine for a demo here")
                .containsExactly("Set up a new server", "Connect to my server");
        press("What is that?");
        assertThat(headings()).containsExactly("What you need");
        press("Back");
        assertThat(headings()).containsExactly("Your mail, on your own server");
    }

    /** Who made a passphrase and then closed the app is asked for it, and may choose again. */
    @Test
    void asksAgainWhereToBeginWhereNoServerIsKnown() {
        press("Set up a new server");
        type("Passphrase", "correct horse");
        type("The same once more", "correct horse");
        press("Keep my keys safe");
        assertThat(headings()).containsExactly("Your server");
        again();
        assertThat(headings()).containsExactly("Your mail, on your own server");
        press("Set up a new server");
        assertThat(headings()).containsExactly("Your server");
    }

    @Test
    void leadsToAServerThatIsSetUpAlreadyAndBack() {
        press("Connect to my server");
        type("Passphrase", "correct horse");
        type("The same once more", "correct horse");
        press("Keep my keys safe");
        assertThat(headings()).containsExactly("Connect to my server");
        press("I have the file");
        Path file = folder.resolve("servers.letterlock");
        Toolkit.onScreen(() -> {
            window.addEventFilter(FileWanted.ANY, wanted -> {
                wanted.choose(file);
                wanted.consume();
            });
            return 0;
        });
        press("Choose the file");
        assertThat(words()).contains(file.toString());
        press("Back");
        press("Back");
        assertThat(headings()).containsExactly("Your mail, on your own server");
    }

    @Test
    void showsTheHomeOfADemoWithoutAPassphraseOfOnesOwn() throws IOException {
        demo = new FakeDemo();
        settled(demo.engine());
        Files.createDirectories(folder.resolve("demo"));
        startTheApp();
        press("Try it on this computer");
        press("Start it");
        press("Look at it");
        assertThat(words()).contains("letterlock.example", "Everything is fine.");
        press("Settings");
        assertThat(buttons())
                .as("nothing of a vault that nobody knows the passphrase of")
                .doesNotContain("Change the passphrase", "A second computer");
        press("Another server");
        press("Try it on this computer");
        press("Take it away");
        assertThat(demo.isThere()).isFalse();
        assertThat(folder.resolve("vault")).doesNotExist();
    }

    /** The app is closed at each step in turn; what was typed before is there. */
    @Test
    void goesOnAtTheStepWhereItWasClosed() {
        goToTheCheckUp();
        press("Go on to your domain");
        again();
        assertThat(headings()).containsExactly("Your domain");
        type("Domain", "example.org");
        press("Look at it");
        press("Go on");
        again();
        assertThat(headings()).containsExactly("You");
        press("Domain");
        assertThat(typed("Domain")).isEqualTo("example.org");
        press("Look at it");
        press("Go on");
        type("Your name", "Anna");
        press("Go on");
        again();
        assertThat(headings()).containsExactly("Installation");
        press("Install");
        again();
        assertThat(headings()).containsExactly("Records");
        press("You");
        assertThat(typed("Your name")).isEqualTo("Anna");
        press("Go on");
        press("Install");
        press("Go on to the records");
        press("Go on before all are seen");
        again();
        assertThat(headings()).containsExactly("Your devices");
        signInWithADevice();
        again();
        press("Later");
        again();
        assertThat(spoken()).contains("Devices, done");
        assertThat(headings()).containsExactly("Does mail work?");
        press("Later");
        again();
        assertThat(headings()).containsExactly("Recovery kit");
        assertThat(spoken()).contains("Devices, done", "Proof, left for later");
    }

    private void signInWithADevice() {
        AccountInfo anna = NewEngine.account("anna@example.org", 0);
        List<CredentialInfo> devices = new ArrayList<>();
        engine.line().answer("credentials", devices).answer("addCredential", order -> {
            String name = ((CredentialOrder) Objects.requireNonNull(order)).name();
            devices.add(new CredentialInfo(
                    anna.address(), name, List.of(), anna.created(), "2026-11-29T12:00:00Z", "IMAP", "198.51.100.7"));
            return new NewCredential(
                    anna,
                    name,
                    "password-9",
                    new ClientSettings(
                            anna.address(),
                            List.of(new ClientSettings.Server("IMAP", "mail.example.org", 993, "TLS")),
                            List.of(new ClientSettings.Server("SMTP", "mail.example.org", 465, "TLS"))));
        });
        press("Outlook");
        press("Show the password");
        Toolkit.onScreen(() -> {
            tasks.pass();
            return 0;
        });
    }

    private void again() {
        Toolkit.onScreen(() -> {
            window.close();
            app.stop();
            return 0;
        });
        startTheApp();
        type("Passphrase", "correct horse");
        press("Open");
    }

    private String typed(String field) {
        return Toolkit.onScreen(() -> hand.typed(field)).orElseThrow();
    }

    @Test
    void leadsToNoInstallationWhereMailWouldNotWork() {
        found.set(FindingKind.PORTS_TAKEN);
        goToTheCheckUp();
        assertThat(buttons()).contains("Look again").doesNotContain("Go on to your domain");
        found.set(FindingKind.PORTS_FINE);
        press("Look again");
        assertThat(buttons()).contains("Go on to your domain");
    }

    @Test
    void beginsAnewWhereThePassphraseIsForgotten() {
        goToTheCheckUp();
        Toolkit.onScreen(() -> {
            window.close();
            app.stop();
            return 0;
        });
        startTheApp();
        press("I do not know it any more");
        press("Put it aside and begin anew");
        assertThat(headings()).containsExactly("Your mail, on your own server");
        press("Set up a new server");
        assertThat(headings()).containsExactly("A passphrase for this app");
        assertThat(folder.resolve("vault.aside-1")).exists();
    }
}
