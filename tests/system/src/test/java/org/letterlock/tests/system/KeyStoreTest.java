package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.desktop.vault.SecretTool;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.peer.Program;

/** The app's vault opens by a GNOME Keyring of its own, on a bus of its own. */
@Tag("peers")
final class KeyStoreTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Process bus;
    private Process keyring;
    private Map<String, String> environment;
    private SecretTool store;

    @BeforeEach
    void start() throws IOException {
        for (String program : List.of("dbus-daemon", "gnome-keyring-daemon", "secret-tool")) {
            assumeTrue(Program.isInstalled(program), program + " is not installed");
        }
        Path socket = folder.resolve("bus");
        // Nothing is started by asking for it.
        Files.writeString(folder.resolve("bus.conf"), """
                <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
                 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
                <busconfig>
                  <type>session</type>
                  <listen>unix:path=%s</listen>
                  <policy context="default">
                    <allow send_destination="*" eavesdrop="true"/>
                    <allow eavesdrop="true"/>
                    <allow own="*"/>
                  </policy>
                </busconfig>
                """.formatted(socket));
        environment = new HashMap<>(Map.of(
                "PATH", System.getenv("PATH"),
                "HOME", folder.toString(),
                "XDG_DATA_HOME", folder.resolve("data").toString(),
                "XDG_RUNTIME_DIR", folder.toString(),
                "DBUS_SESSION_BUS_ADDRESS", "unix:path=" + socket));
        store = new SecretTool(environment);
        bus = process("dbus-daemon", "--nofork", "--nopidfile", "--config-file=" + folder.resolve("bus.conf"));
        assertThat(Waiting.until(PATIENCE, () -> Files.exists(socket)))
                .as(log())
                .isTrue();
        startKeyring();
    }

    private void startKeyring() throws IOException {
        keyring = process(
                "gnome-keyring-daemon",
                "--unlock",
                "--foreground",
                "--components=secrets",
                "--control-directory=" + folder.resolve("keyring"));
        try (OutputStream in = keyring.getOutputStream()) {
            in.write("the password of a sign-in".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(Waiting.until(PATIENCE, this::answers)).as(log()).isTrue();
    }

    private boolean answers() {
        try {
            return store.find("nobody").isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private Process process(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        stop(keyring);
        stop(bus);
    }

    private static void stop(Process process) throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void opensTheVaultAfterAnotherSignIn() throws IOException, InterruptedException {
        Path file = folder.resolve("vault");
        SecureRandom random = new SecureRandom();
        try (Vault vault = Vault.create(file, "correct horse".toCharArray(), random)) {
            vault.use(store);
            assertThat(vault.canBeKept()).isTrue();
            assertThat(vault.isKept()).isFalse();
            vault.keep(true);
            assertThat(vault.isKept()).isTrue();
            stop(keyring);
            assertThatIOException().isThrownBy(vault::isKept);
            startKeyring();
        }
        String kept = store.find(Vault.nameInStore(file)).orElseThrow();
        assertThat(Vault.open(file, kept, random)).isInstanceOf(Vault.Opening.Opened.class);
        assertThat(onDisk()).as("the store encrypts what it keeps").doesNotContain(kept);
        try (Vault vault = ((Vault.Opening.Opened) Vault.open(file, kept, random)).vault()) {
            vault.use(store);
            vault.keep(false);
        }
        assertThat(store.find(Vault.nameInStore(file))).isEmpty();
        assertThat(Vault.open(file, "correct horse".toCharArray(), random))
                .as("the passphrase opens it whatever the store keeps")
                .isInstanceOf(Vault.Opening.Opened.class);
    }

    private String onDisk() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.walk(folder.resolve("data"))) {
            for (Path one : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(one, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(all).isNotEmpty();
        return all.toString();
    }
}
