package org.letterlock.desktop.ui.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.Toolkit;
import org.letterlock.desktop.model.HostKey;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.paper.Kit;
import org.letterlock.desktop.paper.Pages;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Texts;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.recovery.OwnerKey;
import org.letterlock.recovery.RecoverySecret;

/** The kit: that it fits its server, its page, and the proof that it was kept. */
final class KitViewModelTest {

    private static final String HOST_KEY = "SHA256:2vQ2kS7e1cYp0m9Jm3y9p3l3w2r0oS8m8nqXx2dSgTg";

    @TempDir
    Path folder;

    private final RecoverySecret secret = RecoverySecret.generate(new OneOfMany());
    private final String[] groups = secret.groups().split("-", -1);
    private final Kit kit = kit(secret.groups());
    private final FakeEngine engine = new FakeEngine();
    private int wentOn;
    private final KitViewModel model = model(kit);

    /** Always the same octets: ZXing does not find one code of a hundred on a still picture, where a camera would move a little. */
    private static final class OneOfMany extends SecureRandom {
        private static final long serialVersionUID = 1;

        @Override
        public void nextBytes(byte[] octets) {
            new Random(7).nextBytes(octets);
        }
    }

    private static Kit kit(String text) {
        return new Kit(text, "mail.example.org", "root@203.0.113.5", HOST_KEY, LocalDate.of(2026, 11, 29));
    }

    private KitViewModel model(Kit shown) {
        return new KitViewModel(shown, engine, new Random(7), new InlineTasks(), () -> wentOn++);
    }

    @BeforeEach
    void answer() {
        try (OwnerKey key = secret.key()) {
            fingerprint(OwnerKey.fingerprint(key.publicKey()));
        }
    }

    private void fingerprint(@Nullable String text) {
        engine.answer("recovery", new RecoveryStatus(text, List.of()));
    }

    private static String problem(KitViewModel model) {
        return Objects.requireNonNull(model.problem().get()).code();
    }

    @Test
    void fitsTheServerThatSealsToIt() {
        model.check();
        assertThat(model.stage().get()).isEqualTo(KitViewModel.Stage.KEEP);
    }

    @Test
    void isNotKeptWhereTheServerSealsToAnother() {
        for (String other : new String[] {"0000 1111 2222 3333", null}) {
            fingerprint(other);
            model.check();
            assertThat(model.stage().get()).isEqualTo(KitViewModel.Stage.FAILED);
            assertThat(problem(model)).isEqualTo("other");
        }
        engine.cut(Problem.of("ssh", "cut-off", Map.of(), null));
        model.check();
        assertThat(problem(model)).isEqualTo("cut-off");
        engine.cut(null);
        answer();
        model.check();
        assertThat(model.stage().get()).isEqualTo(KitViewModel.Stage.KEEP);
        KitViewModel broken = model(kit("ABCD-EFGH"));
        broken.check();
        assertThat(problem(broken)).isEqualTo("broken");
    }

    @Test
    void isProvenByTheGroupThatIsAskedForAndNoOther() {
        model.check();
        model.prove();
        assertThat(model.stage().get()).isEqualTo(KitViewModel.Stage.KEEP);
        model.show(true);
        model.kept();
        assertThat(model.open().get()).isFalse();
        assertThat(model.stage().get()).isEqualTo(KitViewModel.Stage.PROVE);
        model.typed().set(groups[model.group() % groups.length]);
        model.prove();
        assertThat(model.stage().get()).isEqualTo(KitViewModel.Stage.PROVE);
        assertThat(problem(model)).isEqualTo("group");
        model.typed().set(groups[model.group() - 1].toLowerCase(java.util.Locale.ROOT));
        model.prove();
        assertThat(model.stage().get()).isEqualTo(KitViewModel.Stage.PROVEN);
        assertThat(model.typed().get()).isEmpty();
        assertThat(model.problem().get()).isNull();
        model.goOn();
        assertThat(wentOn).isOne();
    }

    @Test
    void asksForAnyOfTheGroups() {
        model.check();
        Set<Integer> asked = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            model.kept();
            asked.add(model.group());
            model.back();
        }
        assertThat(asked).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void isThereForAServerWhoseSecretThisAppKeeps() {
        HostKey hostKey = new HostKey("ssh-ed25519", "AAAA");
        ServerProfile server = new ServerProfile("203.0.113.5", 2222, "root", hostKey, "private");
        SettingUp setUp = SettingUp.BEGUN.forDomain("example.org", "mail.example.org");
        LocalDate today = LocalDate.of(2026, 11, 29);
        assertThat(Kit.of(server, SettingUp.BEGUN, today)).isEmpty();
        assertThat(Kit.of(server, setUp, today)).isEmpty();
        assertThat(Kit.of(server, setUp.withRecoverySecret("GROUPS"), today))
                .contains(new Kit("GROUPS", "mail.example.org", "root@203.0.113.5:2222", hostKey.fingerprint(), today));
    }

    @Test
    void tellsItsSecretInNoText() {
        assertThat(kit.toString()).doesNotContain(groups[0], groups[7]);
    }

    @ParameterizedTest
    @EnumSource
    void isAPageThatOtherProgramsRead(Language language) throws Exception {
        Toolkit.start();
        Path file = folder.resolve("kit-" + language.code() + ".pdf");
        CountDownLatch written = new CountDownLatch(1);
        model.check();
        Toolkit.onScreen(() -> {
            model.saved().addListener((property, before, now) -> written.countDown());
            KitView.write(model, Texts.of(language), file.toFile());
            return file;
        });
        assertThat(written.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.size(file)).isLessThan(200_000);
        Pages.Read read = Pages.read(Files.readAllBytes(file));
        assertThat(read.pages()).isOne();
        assertThat(read.title()).contains(Texts.of(language).get("kit.page.title"), "mail.example.org");
        assertThat(read.text()).contains("mail.example.org", "root@203.0.113.5", HOST_KEY);
        for (String group : groups) {
            assertThat(read.text()).contains(group);
        }
        assertThat(Pages.code(read.picture())).isEqualTo(secret.qrText());
        javax.imageio.ImageIO.write(
                read.picture(),
                "png",
                Files.createDirectories(Path.of("target", "screens"))
                        .resolve("paper-kit-" + language.code() + ".png")
                        .toFile());
    }

    @Test
    void saysWhereTheFileCannotBeWritten() {
        model.save(
                folder.resolve("none").resolve("kit.pdf"),
                "t",
                () -> new org.letterlock.desktop.paper.Picture(1, 1, new byte[1]),
                List.of());
        assertThat(problem(model)).isEqualTo("file");
        assertThat(model.saved().get()).isNull();
    }
}
