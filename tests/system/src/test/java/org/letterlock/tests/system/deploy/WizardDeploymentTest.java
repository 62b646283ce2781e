package org.letterlock.tests.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.peer.Program;
import org.letterlock.tests.kit.peer.SmallWorld;
import org.letterlock.tests.kit.peer.ThrowawayHost;
import org.letterlock.tests.kit.screen.AppProcess;
import org.letterlock.tests.kit.screen.Newcomer;

/**
 * From a bare server to letters both ways through the app's own screens, with nothing behind them that is not real; with a network that is cut on every page that asks the
 * server, an app that is taken away in the middle, and a second computer.
 */
@Tag("long")
final class WizardDeploymentTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern REPLY_TO = Pattern.compile("(?m)^Reply-To:\\s+<?([^<>\\s]+@[^<>\\s]+)>?\\s*$");

    @Test
    void leadsFromABareServerToLettersBothWaysThroughAllScreens() throws IOException {
        assumeTrue(SmallWorld.isPossible(), "needs root, for namespaces, systemd-nspawn, mmdebstrap and Postfix");
        assumeTrue(Program.isInstalled("curl"), "curl is not installed");
        try (TempFolder folder = new TempFolder();
                ThrowawayHost host =
                        ThrowawayHost.boot("bookworm", folder.path().resolve("host"));
                SmallWorld world = new SmallWorld(host)) {
            String password = setsItUp(folder.path(), host, world);
            Path copy = folder.path().resolve("servers.letterlock");
            try (AppProcess app = app(folder.path(), "first", world)) {
                new Newcomer(app).openTheVault();
                isAtHome(app, host);
                takesItAlong(app, copy);
            }
            try (AppProcess second = app(folder.path(), "second", world)) {
                adopts(second, copy);
                isAtHome(second, host);
                host.restart();
                assertThat(Waiting.until(
                                PATIENCE, () -> curl(host, password, "").exitCode() == 0))
                        .isTrue();
                assertThat(letters(host, password))
                        .contains("Subject: The first letter in your own mailbox", "Subject: Re: It works");
                second.press("Overview");
                second.press("Check now");
                second.awaitNoWords("This server does not answer");
            }
        }
    }

    private static AppProcess app(Path folder, String computer, SmallWorld world) {
        return AppProcess.start(new AppProcess.Settings(
                folder.resolve(computer),
                Path.of(System.getProperty("letterlock.bundles", "../../installers/target")),
                world.dns().addresses()));
    }

    /** From the first door to the last page; the password of a device. */
    private static String setsItUp(Path folder, ThrowawayHost host, SmallWorld world) {
        try (AppProcess app = app(folder, "first", world)) {
            Newcomer anna = new Newcomer(app);
            anna.goThrough("Set up a new server");
            anna.typeTheServer(host.address(), ThrowawayHost.PASSWORD);
            whileCut(host, app, () -> app.press("Connect"));
            anna.meetTheServer();
            app.press("Look");
            app.awaitWords("Bringing the helper to the server");
            whileCut(host, app, () -> {});
            anna.checkUp();
            anna.chooseTheDomain();

            app.press("Install");
            anna.awaitStep("Try the mail server on an empty folder");
            host.cut();
            app.awaitWords("Waiting for " + host.address());
            host.mend();
            anna.awaitStep("Have the system start it by itself, shut in as far as possible");
            app.kill();
        }
        try (AppProcess again = app(folder, "first", world)) {
            return goesOn(again, host, world);
        }
    }

    private static String goesOn(AppProcess app, ThrowawayHost host, SmallWorld world) {
        Newcomer anna = new Newcomer(app);
        anna.openTheVault();
        app.awaitHeading("Installation");
        anna.install();
        whileCut(host, app, () -> app.press("Go on to the records"));
        app.press("Look now");
        anna.writeTheRecords(world.dns());

        String password = anna.addADevice("curl");
        whileCut(host, app, () -> {});
        assertThat(curl(host, password, "").expectSuccess().output()).contains("INBOX");
        anna.awaitTheDevice("curl");

        whileCut(host, app, () -> anna.giveLettersAway(SmallWorld.BOB));
        anna.sendLetters(SmallWorld.BOB);
        assertThat(Waiting.until(PATIENCE, () -> world.received().findAny().isPresent()))
                .as("%s", world.log())
                .isTrue();
        Matcher replyTo = REPLY_TO.matcher(world.received().findFirst().orElseThrow());
        assertThat(replyTo.find()).isTrue();
        world.write(replyTo.group(1), "Re: It works");
        anna.awaitTheAnswer();

        anna.keepTheKit();
        isAtHome(app, host);
        return password;
    }

    /** The page says that the server is not reached: the line to it is gone, or what was asked has no answer, or there is no way to open another. */
    private static void whileCut(ThrowawayHost host, AppProcess app, Runnable action) {
        host.cut();
        action.run();
        List<String> troubles = List.of(
                host.address() + " ended the connection.",
                host.address() + " does not answer.",
                "The server did not answer.");
        assertThat(Waiting.until(PATIENCE, () -> app.words().stream().anyMatch(troubles::contains)))
                .as("%s", app.words())
                .isTrue();
        host.mend();
    }

    private static void isAtHome(AppProcess app, ThrowawayHost host) {
        app.awaitWords("Last checked");
        // What it said last stands there until it has answered.
        app.awaitNoWords("This server was not asked yet");
        app.awaitWords(host.address());
        assertThat(app.words()).containsAnyOf("Everything is fine.", "Mail works. Something should be looked at.");
        app.press("Mailboxes");
        app.awaitWords(Newcomer.PERSON + " · " + Newcomer.MAILBOX);
    }

    private static void takesItAlong(AppProcess app, Path copy) {
        app.press("Settings");
        app.press("A second computer");
        app.type("Passphrase of the file", "staple battery");
        app.type("The same once more", "staple battery");
        app.willChoose(copy);
        app.press("Make the file");
        app.awaitWords("The file lies at " + copy);
    }

    private static void adopts(AppProcess app, Path copy) {
        new Newcomer(app).goThrough("Connect to my server");
        app.press("I have the file");
        app.willChoose(copy);
        app.press("Choose the file");
        app.type("Passphrase of the file", "staple battery");
        app.press("Open it");
        app.awaitHeading("Your servers are here");
        app.press("Go on");
    }

    private static String letters(ThrowawayHost host, String password) {
        return curl(host, password, "INBOX;UID=1").expectSuccess().output()
                + curl(host, password, "INBOX;UID=2").expectSuccess().output();
    }

    /** The certificate is none that anybody vouches for yet. */
    private static Program.Result curl(ThrowawayHost host, String password, String path) {
        try {
            return Program.of(
                            "curl",
                            "--silent",
                            "--show-error",
                            "--insecure",
                            "--config",
                            "-",
                            "imaps://" + host.address() + "/" + path)
                    .reading("user = \"" + Newcomer.MAILBOX + ":" + password + "\"\n")
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
