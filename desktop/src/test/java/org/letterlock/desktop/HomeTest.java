package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javafx.scene.Parent;
import javafx.scene.control.ComboBox;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.desktop.dnsplan.RecordSight;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.ui.delivery.Letters;
import org.letterlock.desktop.ui.domains.Names;
import org.letterlock.desktop.ui.mailboxes.Household;
import org.letterlock.desktop.vault.TestVault;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.protocol.BlockInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.SshInfo;
import org.letterlock.protocol.UpdatesInfo;
import org.letterlock.tests.kit.screen.Hand;

/** The app of somebody who has servers, as a person goes through it. */
final class HomeTest {

    private static final ServerProfile FIRST =
            new ServerProfile("one.example.org", 22, "root", FakeDoor.KEY, "private");
    private static final ServerProfile SECOND =
            new ServerProfile("two.example.org", 22, "root", FakeDoor.KEY, "private");
    private static final ServerProfile BEGUN =
            new ServerProfile("new.example.org", 22, "root", FakeDoor.KEY, "private");

    private static final String ODD = "The server said something that this app does not understand.";

    @TempDir
    Path folder;

    private final InlineTasks tasks = new InlineTasks();
    private final FakeDns dns = new FakeDns();
    private final List<BlockInfo> blocks = new ArrayList<>();
    private final FakeEngine first = new Snapshots().on(new FakeEngine()).answer("blocks", blocks);
    private final FakeEngine second = new Snapshots().held(3).on(new FakeEngine());
    private Desktop app;
    private final Hand hand = new Hand(() -> this.window.getScene().getRoot());
    private Stage window;

    @BeforeAll
    static void startToolkit() {
        Toolkit.start();
    }

    @BeforeEach
    void startTheApp() throws IOException {
        new Choice("en", false).save(folder.resolve("app.json"));
        try (Vault vault = TestVault.create(folder.resolve("vault"), "correct horse")) {
            vault.save(vault.contents()
                    .with(FIRST)
                    .with(BEGUN)
                    .with(SECOND)
                    .with(FIRST, SettingUp.BEGUN.at(SettingUp.HOME))
                    .with(BEGUN, SettingUp.BEGUN.at("domain"))
                    .with(SECOND, SettingUp.BEGUN.at(SettingUp.HOME)));
        }
        open();
    }

    private void open() {
        app = new Desktop(
                folder,
                new SetUp.Services(
                        new FakeDoor(),
                        (server, lists, at, told) -> {
                            throw new AssertionError();
                        },
                        (server, hostname, progress) -> {
                            throw new AssertionError();
                        },
                        server -> {
                            throw new AssertionError();
                        },
                        tasks,
                        server -> server.equals(FIRST) ? first : second,
                        dns),
                null);
        window = Toolkit.onScreen(() -> {
            Stage stage = new Stage();
            app.start(stage);
            return stage;
        });
        type("Passphrase", "correct horse");
        press("Open");
    }

    private Parent root() {
        return window.getScene().getRoot();
    }

    private void type(String field, String text) {
        assertThat(Toolkit.<Boolean>onScreen(() -> hand.type(field, text)))
                .as(field)
                .isTrue();
    }

    private void press(String name) {
        assertThat(Toolkit.<Boolean>onScreen(() -> hand.press(name))).as(name).isTrue();
    }

    private List<String> words() {
        return Toolkit.onScreen(hand::words);
    }

    @Test
    void beginsAtHomeAndAsksTheServerByItself() {
        assertThat(words()).contains("one.example.org", "Everything is fine.");
        assertThat(second.asked()).isEmpty();
        first.asked().clear();
        Toolkit.onScreen(() -> {
            tasks.pass();
            return 0;
        });
        assertThat(first.asked()).as("it is fresh").isEmpty();
        assertThat(tasks.pauses()).as("and is looked at again").hasSize(1);
    }

    @Test
    void showsWhatWasKnownBeforeTheAppWasClosed() throws IOException {
        assertThat(words()).contains("Letters today");
        close();
        assertThat(Files.readString(folder.resolve("vault"), StandardCharsets.ISO_8859_1))
                .doesNotContain("anna@example.org", "mail.example.org");
        try (Vault vault = ((Vault.Opening.Opened)
                        Vault.open(folder.resolve("vault"), "correct horse".toCharArray(), new SecureRandom()))
                .vault()) {
            assertThat(vault.contents().known(FIRST).orElseThrow())
                    .as("nothing of anybody's letters")
                    .contains("anna@example.org")
                    .doesNotContain("ben@example.net");
        }
        first.cut(Problem.of("ssh", "unreachable", Map.of("server", "one.example.org"), null));
        open();
        assertThat(words()).contains("Letters today", "Last checked: just now").doesNotContain("Everything is fine.");
    }

    @Test
    void asksTheServerWhereWhatWasKnownIsOfAnotherRelease() throws IOException {
        close();
        for (String odd : List.of("", "{", "[]", "{\"at\":\"soon\"}", "{\"at\":\"2026-11-29T12:00:00Z\"}")) {
            try (Vault vault = ((Vault.Opening.Opened)
                            Vault.open(folder.resolve("vault"), "correct horse".toCharArray(), new SecureRandom()))
                    .vault()) {
                vault.change(contents -> contents.knowing(FIRST, odd));
            }
            open();
            assertThat(words()).as(odd).contains("Everything is fine.");
            close();
        }
    }

    private void close() {
        Toolkit.onScreen(() -> {
            window.close();
            app.stop();
            return 0;
        });
    }

    @Test
    void looksAgainWhateverCameOfALook() {
        blocks.add(null);
        assertThatThrownBy(() -> Toolkit.onScreen(() -> {
                    tasks.pass();
                    return 0;
                }))
                .as("a bug of ours")
                .hasRootCauseInstanceOf(NullPointerException.class);
        assertThat(tasks.pauses()).hasSize(1);
    }

    /** Somebody may connect by the same line, which takes minutes. */
    @Test
    void hangsUpBesideTheScreen() {
        List<Boolean> beside = new ArrayList<>();
        first.answer("blocklists", new EngineApi.Blocklists(List.of()))
                .answer("greylisting", new EngineApi.Greylisting(false))
                .answer("tlsReporting", new EngineApi.TlsReporting(false))
                .answer("dmarcReporting", new EngineApi.DmarcReporting(false))
                .answer("ssh", new SshInfo(true, "yes", false, null))
                .onClose(() -> beside.add(tasks.isWorking()));
        press("Settings");
        press("Forget it in this app");
        typeName("one.example.org");
        press("Forget it");
        assertThat(beside).containsExactly(true);
    }

    private void typeName(String server) {
        Toolkit.onScreen(() -> {
            Toolkit.all(root()).stream()
                    .filter(node -> node.getStyleClass().contains("question"))
                    .forEach(field -> ((TextField) field).setText(server));
            return 0;
        });
    }

    @Test
    void asksNothingWhileNobodySeesIt() {
        Toolkit.onScreen(() -> {
            window.hide();
            tasks.pass();
            return 0;
        });
        assertThat(tasks.pauses()).isEmpty();
    }

    @Test
    @SuppressWarnings("unchecked")
    void goesToAnotherServerThatIsSetUp() {
        List<String> servers = Toolkit.onScreen(() -> {
            ComboBox<String> box = (ComboBox<String>) Toolkit.all(root()).stream()
                    .filter(node -> node instanceof ComboBox && "Servers".equals(node.getAccessibleText()))
                    .findFirst()
                    .orElseThrow();
            box.getSelectionModel().select("two.example.org");
            return List.copyOf(box.getItems());
        });
        assertThat(servers).containsExactly("one.example.org", "two.example.org");
        assertThat(words()).contains("Something needs you now.");
    }

    @Test
    void leadsToEverySectionAndToANewDevice() {
        Household.on(first)
                .answer("ssh", new SshInfo(false, "prohibit-password", false, null))
                .answer("updates", new UpdatesInfo(true, true, false))
                .answer("blocklists", new EngineApi.Blocklists(List.of()))
                .answer("greylisting", new EngineApi.Greylisting(false))
                .answer("tlsReporting", new EngineApi.TlsReporting(false))
                .answer("dmarcReporting", new EngineApi.DmarcReporting(false))
                .answer("domains", List.of());
        for (String section : List.of("Domains", "Delivery", "Updates", "Security", "Settings", "Mailboxes")) {
            press(section);
            assertThat(words().stream().filter(section::equals))
                    .as("on the rail and over the page")
                    .hasSize(2);
        }
        press("Look at it");
        assertThat(words()).contains("pixel");
        press("New device");
        assertThat(words()).contains("iPhone or iPad");
    }

    @Test
    void looksAtRecordsWhileSomebodyDoesAndOffersToWriteThem() {
        Names.on(first);
        press("Domains");
        press("Look at it");
        press("Look at them live, or let the app write them");
        assertThat(words()).contains("It is not there yet.").doesNotContain("Go on before all are seen");
        press("Let the app write them");
        assertThat(words()).contains("At Cloudflare, with a token");
        dns.become(RecordSight.State.SPREADING);
        pass();
        assertThat(dns.looks()).isEqualTo(2);
        first.asked().clear();
        press("Back to the domain");
        assertThat(words()).contains("Signing keys (DKIM)").doesNotContain("It is not there yet.");
        assertThat(first.asked()).as("the keys may be seen now").contains("dkim DomainName[name=example.org]");
        pass();
        assertThat(dns.looks()).as("nobody looks at them any more").isEqualTo(2);
    }

    @Test
    void writesRecordsWhereThePersonLetsIt() {
        Names.on(first);
        press("Domains");
        press("Look at it");
        press("Look at them live, or let the app write them");
        press("Let the app write them");
        token("abcdefghijklmnopqrstuvwxyz0123456789ABCD");
        press("Look what would change");
        assertThat(dns.standing()).isEmpty();
        press("Write these changes (3)");
        assertThat(dns.standing()).hasSize(3);
        assertThat(words()).contains("All the world sees it.");
    }

    @Test
    void forgetsATokenWhenThePersonGoesElsewhere() {
        Names.on(first);
        press("Domains");
        press("Look at it");
        press("Look at them live, or let the app write them");
        press("Let the app write them");
        PasswordField token = token("abc");
        press("Overview");
        assertThat(Toolkit.<String>onScreen(token::getText)).isEmpty();
    }

    private PasswordField token(String typed) {
        return Toolkit.onScreen(() -> {
            PasswordField token = (PasswordField) Toolkit.all(root()).stream()
                    .filter(PasswordField.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            token.setText(typed);
            return token;
        });
    }

    private void pass() {
        Toolkit.onScreen(() -> {
            tasks.pass();
            return 0;
        });
    }

    /** What the engine was asked on a page, each in its turn answered with something missing. */
    @ParameterizedTest
    @CsvSource({
        "Mailboxes, , ",
        "Mailboxes, Look at it, All mailboxes",
        "Domains, , ",
        "Domains, Look at it, All domains",
        "Delivery, , ",
        "Delivery, Its story, All letters",
        "Updates, , ",
        "Security, , ",
        "Settings, , "
    })
    void tellsAnAnswerThatMakesNoSenseInOneSentence(String section, @Nullable String deeper, @Nullable String back) {
        Letters.on(Household.on(Names.on(first)))
                .answer("ssh", new SshInfo(false, "prohibit-password", false, null))
                .answer("updates", new UpdatesInfo(true, true, false))
                .answer("quotas", List.of())
                .answer("blocklists", new EngineApi.Blocklists(List.of()))
                .answer("greylisting", new EngineApi.Greylisting(false))
                .answer("tlsReporting", new EngineApi.TlsReporting(false))
                .answer("dmarcReporting", new EngineApi.DmarcReporting(false));
        Set<String> methods = asked(section, deeper, back);
        assertThat(methods).isNotEmpty();
        assertThat(words()).doesNotContain(ODD);
        for (String method : methods) {
            UnaryOperator<@Nullable Object> whole = first.answer(method);
            for (Runnable change :
                    List.<Runnable>of(() -> first.answer(method, order -> null), () -> first.spoil(method))) {
                change.run();
                asked(section, deeper, back);
                assertThat(words()).as(method).contains(ODD);
                first.answer(method, whole);
                asked(section, deeper, back);
                assertThat(words()).as("after " + method).doesNotContain(ODD);
            }
        }
    }

    /** The methods by which a page is filled. */
    private Set<String> asked(String section, @Nullable String deeper, @Nullable String back) {
        first.asked().clear();
        press(section);
        if (deeper != null && back != null) {
            if (words().contains(back)) {
                press(back);
            }
            first.asked().clear();
            press(deeper);
        }
        return first.asked().stream()
                .map(each -> each.split(" ", 2)[0])
                // There it only decides what is warned of.
                .filter(method -> !(section.equals("Settings") && method.equals("ssh")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void forgetsServersAndLeadsToTheNextAndThenToTheDoors() {
        for (String server : List.of("one.example.org", "two.example.org")) {
            for (FakeEngine engine : List.of(first, second)) {
                engine.answer("blocklists", new EngineApi.Blocklists(List.of()))
                        .answer("greylisting", new EngineApi.Greylisting(false))
                        .answer("tlsReporting", new EngineApi.TlsReporting(false))
                        .answer("dmarcReporting", new EngineApi.DmarcReporting(false))
                        .answer("ssh", new SshInfo(true, "yes", false, null));
            }
            press("Settings");
            press("Forget it in this app");
            assertThat(words()).contains("Forget " + server + " in this app?");
            typeName(server);
            press("Forget it");
        }
        assertThat(first.asked()).endsWith("close");
        assertThat(words()).contains("Set up a new server").doesNotContain("Overview");
    }
}
