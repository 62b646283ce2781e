package org.letterlock.desktop.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.desktop.model.DnsAccess;
import org.letterlock.desktop.model.HostKey;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;

/** What keeps the keys of servers. */
final class VaultTest {

    private static final ServerProfile SERVER =
            new ServerProfile("server.example.org", 22, "root", new HostKey("ssh-ed25519", "AAAA"), "PRIVATE-KEY");

    /** A file of an app whose notes were of version 1. */
    private static final String OLD = """
            TExWMQABAAAAAAAD3R1aAY0deWWvDnByGqi9PftOdPKt2sHtbTGCbYqA+5v76JANi2zxYYL4I3gfQOf2ngOtgVG10O2NVJ4lrH1b
            X3P8y20dPNybaV2LlzmB6+RYbKruAAmlqI5+zC+RVyhKy3agjNqxgbH80AxIgEyhhBno3gDH4GM5kqjGHAf7pcog0pzysE5kVL+4
            l5cdzJuUpAP26/z1K2gF7HocD3v1iHwCdF/3BCEDOtKuInuqxY8RXJp/lE5QpZmUNVH4MCqsJxShE5qSE6n7uF3jFIneCYWMWGIs
            wlHKklCT6UPYyRhAdVSGpvDSNT/sdTjgJnTy8AlXzeZeT4xtbNOjYLbQmaeNwUQulhQolX4n0N/q/3sEWTgpuvvEFYzRnwecRQud
            hixyk9OAciKWZ6RMnBSIjZmyfbx9ClZJLtxenx51W1qs+tPC1gCshtiUQLFbVgI4MQdlAFPxHkJOxd8ThAoMSlif4jG1byp8TzaT
            FP2g3KiSUhiEc7+06C5g/5112qPpDpX9vjUx3rnEkKWG2+xRkXDhpbjownWSIwILK3+3Uve+JAgJ+mpRnXAdcjoF5SKx79iKhwpt
            KEGA3Z7GlnW141QwpBtkxKha4Z6kV9ZmklPzSmMSYytjBWEtTV3a3go/U5krbhjxTEPjASylRg==
            """;

    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("deep").resolve("vault");
    }

    private Vault.Opening open(String passphrase) throws IOException {
        return Vault.open(file, passphrase.toCharArray(), random);
    }

    @Test
    void givesBackWhatWasKept() throws IOException {
        try (Vault vault = Vault.create(file, "correct horse".toCharArray(), random)) {
            vault.save(VaultContents.empty().with(SERVER));
        }
        for (int again = 0; again < 2; again++) {
            assertThat(open("correct horse")).isInstanceOfSatisfying(Vault.Opening.Opened.class, opened -> {
                assertThat(opened.vault().contents().servers()).containsExactly(SERVER);
                save(opened.vault());
            });
        }
        assertThat(open("Correct horse")).isInstanceOf(Vault.Opening.Refused.class);
    }

    private static void save(Vault vault) {
        try (vault) {
            vault.save(vault.contents());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void keepsWhereSettingUpAServerStands() throws IOException {
        SettingUp chosen = SettingUp.BEGUN
                .on(List.of("203.0.113.5", "2001:db8::5"))
                .forDomain("example.org", "mail.example.org")
                .withMailbox("Anna", "anna@example.org", true)
                .withRecoverySecret("SECRET-GROUPS")
                .withAppPassword("app-password")
                .at("install");
        try (Vault vault = TestVault.create(file, "correct horse")) {
            vault.save(VaultContents.empty().with(SERVER));
            assertThat(vault.contents().settingUp(SERVER)).isEmpty();
            vault.change(contents -> contents.with(SERVER, SettingUp.BEGUN));
            vault.change(contents -> contents.with(SERVER, chosen));
        }
        assertThat(open("correct horse")).isInstanceOfSatisfying(Vault.Opening.Opened.class, opened -> {
            assertThat(opened.vault().contents().settingUp(SERVER)).contains(chosen);
            assertThat(opened.vault().contents().servers()).containsExactly(SERVER);
            assertThat(opened.vault().contents().toString()).doesNotContain("SECRET", "app-password");
        });
        assertThat(chosen.toString()).doesNotContain("SECRET", "app-password");
    }

    /** What a vault of the first app held. */
    @Test
    void readsContentsThatAnOlderAppWrote() {
        VaultContents old = new Gson().fromJson("{\"servers\":[]}", VaultContents.class);
        assertThat(old.settingUp(SERVER)).isEmpty();
        assertThat(old.with(SERVER).with(SERVER, SettingUp.BEGUN).settingUp(SERVER))
                .contains(SettingUp.BEGUN);
        SettingUp older = new Gson().fromJson("{\"version\":1,\"domain\":\"example.org\"}", SettingUp.class);
        assertThat(older)
                .isEqualTo(new SettingUp(
                        1, null, "example.org", null, null, null, null, null, null, null, null, null, null));
    }

    @Test
    void opensAFileThatAnOlderAppWroteAndWritesItsOwn() throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getMimeDecoder().decode(OLD));
        assertThat(open("correct horse")).isInstanceOfSatisfying(Vault.Opening.Opened.class, opened -> {
            VaultContents contents = opened.vault().contents();
            assertThat(contents.servers()).containsExactly(SERVER);
            assertThat(contents.name(SERVER)).isEqualTo("Ours");
            assertThat(contents.known(SERVER)).isEmpty();
            SettingUp noted = contents.settingUp(SERVER).orElseThrow();
            assertThat(noted.version()).isEqualTo(1);
            assertThat(noted.recoverySecret()).isEqualTo("SECRET-GROUPS");
            assertThat(noted.hasSeen("devices")).isFalse();
            change(opened.vault(), SERVER, noted.withSeen("devices"));
        });
        assertThat(open("correct horse")).isInstanceOfSatisfying(Vault.Opening.Opened.class, opened -> {
            SettingUp noted = opened.vault().contents().settingUp(SERVER).orElseThrow();
            assertThat(noted.version()).as("an older one would lose the step").isEqualTo(SettingUp.VERSION);
            assertThat(noted.hasSeen("devices")).isTrue();
            assertThat(noted.step()).isEqualTo("proof");
            assertThat(noted.appPassword()).isEqualTo("app-password");
        });
    }

    private static void change(Vault vault, ServerProfile server, SettingUp now) {
        try (vault) {
            vault.change(contents -> contents.with(server, now));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void keepsWhatAServerSaidOnThisComputerAloneAndNoLongerThanTheServer() throws IOException {
        ServerProfile other = new ServerProfile("other.example.org", 22, "root", SERVER.hostKey(), "K");
        Path copy = folder.resolve("copy");
        try (Vault vault = TestVault.create(file, "correct horse")) {
            vault.change(
                    contents -> contents.with(SERVER).knowing(SERVER, "SAID").knowing(other, "OF A STRANGER"));
            assertThat(vault.contents().known(SERVER)).contains("SAID");
            assertThat(vault.contents().known(other)).isEmpty();
            String most = "x".repeat(VaultContents.MOST_KNOWN);
            vault.change(contents -> contents.knowing(SERVER, most + "x"));
            assertThat(vault.contents().known(SERVER)).as("too much").contains("SAID");
            vault.change(contents -> contents.knowing(SERVER, most));
            vault.copyTo(copy, "battery staple".toCharArray());
        }
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("xxxx");
        assertThat(open("correct horse")).isInstanceOfSatisfying(Vault.Opening.Opened.class, opened -> {
            VaultContents contents = opened.vault().contents();
            assertThat(contents.known(SERVER)).isPresent();
            assertThat(contents.without(SERVER).with(SERVER).known(SERVER)).isEmpty();
        });
        assertThat(Vault.open(copy, "battery staple".toCharArray(), random))
                .isInstanceOfSatisfying(Vault.Opening.Opened.class, opened -> {
                    assertThat(opened.vault().contents().servers()).containsExactly(SERVER);
                    assertThat(opened.vault().contents().known(SERVER)).isEmpty();
                });
    }

    @Test
    void losesNothingThatTwoChangeAtOnce() throws IOException, InterruptedException {
        try (Vault vault = TestVault.create(file, "correct horse")) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                ServerProfile one = new ServerProfile("server" + i + ".example.org", 22, "root", SERVER.hostKey(), "K");
                threads.add(Thread.ofVirtual().start(() -> change(vault, one)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(vault.contents().servers()).hasSize(8);
        }
    }

    private static void change(Vault vault, ServerProfile server) {
        try {
            vault.change(contents -> contents.with(server));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void writesNothingThatCouldBeRead() throws IOException {
        try (Vault vault = Vault.create(file, "correct horse".toCharArray(), random)) {
            vault.save(VaultContents.empty().with(SERVER));
        }
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .doesNotContain("PRIVATE-KEY", "server.example.org", "correct");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
        assertThat(SERVER.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void noticesEveryOctetThatWasChanged() throws IOException {
        TestVault.create(file, "correct horse").close();
        byte[] good = Files.readAllBytes(file);
        // The cost is part of what is proven; a high one would only make this test slow.
        for (int at : new int[] {0, 3, 12, 27, 28, 39, 40, good.length - 1}) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(file, bad);
            assertThat(open("correct horse")).as("octet %d", at).isNotInstanceOf(Vault.Opening.Opened.class);
        }
    }

    @Test
    void doesNotLetAFileUseUpTheComputer() throws IOException {
        TestVault.create(file, "correct horse").close();
        byte[] good = Files.readAllBytes(file);
        for (int[] cost : new int[][] {
            {Integer.MAX_VALUE, 3}, {128 * 1024 + 1, 3}, {65536, Integer.MAX_VALUE}, {-1, 3}, {65536, 0}
        }) {
            byte[] bad = good.clone();
            ByteBuffer.wrap(bad).putInt(4, cost[0]).putInt(8, cost[1]);
            Files.write(file, bad);
            assertThat(open("correct horse")).isInstanceOf(Vault.Opening.Unknown.class);
        }
        for (int length : new int[] {0, 3, 39}) {
            Files.write(file, java.util.Arrays.copyOf(good, length));
            assertThat(open("correct horse")).isInstanceOf(Vault.Opening.Unknown.class);
        }
        try (var big = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            big.setLength(16 * 1024 * 1024 + 1);
        }
        assertThat(open("correct horse")).isInstanceOf(Vault.Opening.Unknown.class);
    }

    @Test
    void neverReplacesAVaultByANewOne() throws IOException {
        TestVault.create(file, "correct horse").close();
        assertThatThrownBy(() -> Vault.create(file, "other".toCharArray(), random))
                .isInstanceOf(IOException.class);
        assertThat(open("correct horse")).isInstanceOf(Vault.Opening.Opened.class);
    }

    @Test
    void keepsWhatWasThereWhenItCannotWrite() throws IOException {
        try (Vault vault = TestVault.create(file, "correct horse")) {
            Files.createDirectory(file.resolveSibling("vault.new"));
            Files.createFile(file.resolveSibling("vault.new").resolve("x"));
            assertThatThrownBy(() -> vault.save(VaultContents.empty().with(SERVER)))
                    .isInstanceOf(IOException.class);
            assertThat(vault.contents().servers()).isEmpty();
        }
        assertThat(open("correct horse")).isInstanceOf(Vault.Opening.Opened.class);
    }

    @Test
    void doesNotWriteOverWhatAnotherProgramWrote() throws IOException {
        try (Vault vault = TestVault.create(file, "correct horse")) {
            assertThat(open("correct horse"))
                    .isInstanceOfSatisfying(Vault.Opening.Opened.class, other -> change(other.vault(), SERVER));
            assertThatThrownBy(() -> vault.save(VaultContents.empty())).isInstanceOf(IOException.class);
            assertThatThrownBy(
                            () -> vault.changePassphrase("correct horse".toCharArray(), "battery staple".toCharArray()))
                    .isInstanceOf(IOException.class);
        }
        assertThat(open("correct horse"))
                .isInstanceOfSatisfying(
                        Vault.Opening.Opened.class,
                        later -> assertThat(later.vault().contents().servers()).containsExactly(SERVER));
    }

    @Test
    void writesAgainWhatSomebodyDeleted() throws IOException {
        try (Vault vault = TestVault.create(file, "correct horse")) {
            Files.delete(file);
            vault.save(VaultContents.empty().with(SERVER));
        }
        assertThat(open("correct horse")).isInstanceOf(Vault.Opening.Opened.class);
    }

    /** Its key is forgotten: what it wrote nobody could open. */
    @Test
    void writesNothingOnceItIsClosed() throws IOException {
        Vault vault = TestVault.create(file, "correct horse");
        vault.close();
        assertThatThrownBy(() -> vault.save(VaultContents.empty())).isInstanceOf(IOException.class);
        assertThat(open("correct horse")).isInstanceOf(Vault.Opening.Opened.class);
    }

    @Test
    void isHeldByOneUntilItIsClosed() throws IOException {
        Vault vault = TestVault.create(file, "correct horse");
        vault.hold(VaultLock.take(file).orElseThrow());
        assertThat(VaultLock.take(file)).isEmpty();
        vault.close();
        VaultLock.take(file).orElseThrow().close();
    }

    @Test
    void isHeldByOneProgramAlone() throws IOException, InterruptedException {
        Path holder = Files.createDirectories(file.getParent()).resolve("Holder.java");
        Files.writeString(holder, """
                import java.nio.channels.FileChannel;
                import java.nio.file.*;
                class Holder {
                    public static void main(String[] file) throws Exception {
                        try (var channel = FileChannel.open(
                                Path.of(file[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                            channel.lock();
                            System.out.println("held");
                            System.in.read();
                        }
                    }
                }
                """);
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        holder.toString(),
                        file.resolveSibling("vault.lock").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = other.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("held");
            assertThat(VaultLock.take(file)).isEmpty();
            other.outputWriter().close();
            assertThat(lines.readLine()).isNull();
        } finally {
            other.destroy();
        }
        other.waitFor();
        VaultLock.take(file).orElseThrow().close();
    }

    /** What lets the app write records came when steps had the first version, which an app that knows nothing of it takes for its own. */
    @Test
    void raisesTheVersionWhereAnOlderAppWouldLoseAToken() throws IOException {
        DnsAccess token = DnsAccess.cloudflare("a-token-of-forty-letters-or-so");
        SettingUp old = new Gson().fromJson("{\"version\":1,\"step\":\"records\"}", SettingUp.class);
        VaultContents before = VaultContents.empty().with(SERVER).with(SERVER, old);
        VaultContents kept = before.with(SERVER, "example.org", token);
        assertThat(kept.settingUp(SERVER)).contains(old.current());
        assertThat(old.current().version()).isEqualTo(SettingUp.VERSION);
        assertThat(before.with(SERVER, "example.org", null).settingUp(SERVER)).contains(old);
        VaultContents bare = VaultContents.empty().with(SERVER).with(SERVER, "example.org", token);
        assertThat(bare.settingUp(SERVER)).contains(SettingUp.BEGUN);
        assertThat(kept.isNewer()).isFalse();
        DnsAccess other = new DnsAccess("another", "secret", null, null, null);
        assertThat(kept.with(SERVER, "example.net", other).isNewer()).isTrue();
    }

    /** Nobody could open it any more. */
    @Test
    void writesNoMoreThanItReads() throws IOException {
        try (Vault vault = TestVault.create(file, "correct horse")) {
            vault.change(contents -> contents.with(SERVER).named(SERVER, "Ours"));
            byte[] before = Files.readAllBytes(file);
            String much = "x".repeat(16 * 1024 * 1024);
            assertThatIOException().isThrownBy(() -> vault.change(contents -> contents.named(SERVER, much)));
            assertThat(file).hasBinaryContent(before);
            assertThat(vault.contents().name(SERVER)).isEqualTo("Ours");
            vault.change(contents -> contents.named(SERVER, "Ours again"));
        }
        assertThat(open("correct horse")).isInstanceOf(Vault.Opening.Opened.class);
    }

    @Test
    void remembersOfAllServersWhatWasSaidLast() throws IOException {
        List<ServerProfile> all = IntStream.range(0, 6)
                .mapToObj(i -> new ServerProfile("s" + i + ".example.org", 22, "root", SERVER.hostKey(), "K"))
                .toList();
        // The costliest character there is.
        String most = "<".repeat(VaultContents.MOST_KNOWN);
        try (Vault vault = TestVault.create(file, "correct horse")) {
            for (ServerProfile each : all) {
                vault.change(contents -> contents.with(each));
            }
            for (ServerProfile each : all.subList(0, 4)) {
                vault.change(contents -> contents.knowing(each, most));
            }
            vault.change(contents -> contents.knowing(all.getFirst(), most));
            vault.change(contents -> contents.knowing(all.getLast(), "short"));
            assertThat(all.stream().map(each -> vault.contents().known(each).isPresent()))
                    .as("the one that was heard longest ago goes")
                    .containsExactly(true, false, true, true, false, true);
        }
        assertThat(open("correct horse"))
                .isInstanceOfSatisfying(
                        Vault.Opening.Opened.class,
                        opened -> assertThat(opened.vault().contents().known(all.getFirst()))
                                .contains(most));
    }

    /** Written by this one, it would lose what only the newer one knows. */
    @Test
    void opensNothingThatANewerAppWrote() throws IOException {
        try (Vault vault = TestVault.create(file, "correct horse")) {
            SettingUp newer = new SettingUp(
                    SettingUp.VERSION + 1, null, null, null, null, null, null, null, null, null, null, null, null);
            vault.save(VaultContents.empty().with(SERVER).with(SERVER, newer));
        }
        assertThat(open("correct horse")).isInstanceOf(Vault.Opening.Unknown.class);
    }
}
