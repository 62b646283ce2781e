package org.letterlock.desktop.ui.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.HandClock;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.device.DeviceKeys;
import org.letterlock.desktop.device.MailSettings;
import org.letterlock.desktop.device.Program;
import org.letterlock.desktop.device.ThunderbirdCode;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.paper.QrCode;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.ClientSettings;
import org.letterlock.protocol.ClientSettings.Server;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.CredentialOrder;
import org.letterlock.protocol.NewCredential;

/** A password for a device: shown once and for a time, and the device waited for. */
final class DevicesViewModelTest {

    private static final String ANNA = "anna@example.org";
    private static final AccountInfo ACCOUNT =
            new AccountInfo(ANNA, "Anna", List.of(ANNA), "2026-11-29T12:00:00Z", false, 0, 0, 0);
    private static final ClientSettings SETTINGS = new ClientSettings(
            ANNA,
            List.of(new Server("IMAP", "mail.example.org", 993, "TLS")),
            List.of(new Server("SMTP", "mail.example.org", 465, "TLS")));

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock();
    private final InlineTasks tasks = new InlineTasks();
    private final FakeEngine engine = new FakeEngine();
    private final List<CredentialOrder> orders = new ArrayList<>();
    private DevicesViewModel model = model("app-password");
    private int wentOn;

    private DevicesViewModel model(@Nullable String password) {
        DeviceKeys keys = new DeviceKeys(engine, ANNA, new DeviceKeys.Opener(() -> password, () -> null));
        return new DevicesViewModel(keys, "Anna", tasks, clock, () -> wentOn++);
    }

    @BeforeEach
    void answer() {
        engine.answer("addCredential", order -> {
            orders.add((CredentialOrder) Objects.requireNonNull(order));
            return new NewCredential(ACCOUNT, orders.getLast().name(), "secret-" + orders.size(), SETTINGS);
        });
        signedIn("iPhone", null);
    }

    private void signedIn(String name, @Nullable String when) {
        engine.answer(
                "credentials",
                List.of(
                        new CredentialInfo(
                                ANNA,
                                "other",
                                List.of("mail"),
                                "2026-11-29T12:00:00Z",
                                "2026-11-29T11:00:00Z",
                                "IMAP",
                                "::1"),
                        new CredentialInfo(
                                ANNA,
                                name,
                                List.of("mail"),
                                "2026-11-29T12:00:00Z",
                                when,
                                when == null ? null : "IMAP",
                                when == null ? null : "203.0.113.9")));
    }

    private void makeFor(Program program) {
        model.choose(program);
        model.make();
    }

    @Test
    void showsThePasswordOnceAndForHalfAMinute() {
        makeFor(Program.IPHONE);
        assertThat(orders).singleElement().satisfies(order -> {
            assertThat(order.name()).isEqualTo("iPhone");
            assertThat(order.password()).isEqualTo("app-password");
        });
        assertThat(model.stage().get()).isEqualTo(DevicesViewModel.Stage.WAITING);
        assertThat(model.password().get()).isEqualTo("secret-1");
        assertThat(model.left().get()).isEqualTo(1);
        clock.pass(Duration.ofSeconds(15));
        tasks.pass();
        assertThat(model.left().get()).isEqualTo(0.5);
        clock.pass(Duration.ofSeconds(15).minusMillis(1));
        tasks.pass();
        assertThat(model.password().get()).isEqualTo("secret-1");
        assertThat(model.profile()).isPresent();
        clock.pass(Duration.ofMillis(1));
        tasks.pass();
        assertThat(model.password().get()).isEmpty();
        assertThat(model.left().get()).isZero();
        assertThat(model.profile()).isEmpty();
        assertThat(model.stage().get()).isEqualTo(DevicesViewModel.Stage.WAITING);
        assertThat(Objects.requireNonNull(model.settings().get()).reading().port())
                .isEqualTo(993);
    }

    @Test
    void waitsInGrowingPausesUntilTheDeviceHasSignedIn() {
        makeFor(Program.IPHONE);
        List<Long> pauses = new ArrayList<>();
        clock.pass(Duration.ofMinutes(1));
        for (int i = 0; i < 9; i++) {
            tasks.pauses().stream().map(Duration::toSeconds).filter(s -> s > 0).forEach(pauses::add);
            tasks.pass();
        }
        assertThat(pauses).containsExactly(2L, 2L, 3L, 5L, 8L, 13L, 20L, 20L, 20L);
        assertThat(model.stage().get()).isEqualTo(DevicesViewModel.Stage.WAITING);
        signedIn("iPhone", "2026-11-29T12:00:40Z");
        tasks.pass();
        assertThat(model.stage().get()).isEqualTo(DevicesViewModel.Stage.SIGNED_IN);
        assertThat(Objects.requireNonNull(model.signedIn().get()).lastAddress()).isEqualTo("203.0.113.9");
        assertThat(model.devices()).containsExactly("iPhone");
        assertThat(tasks.pauses()).isEmpty();
    }

    @Test
    void forgetsThePasswordAsSoonAsTheDeviceHasSignedIn() {
        makeFor(Program.IPHONE);
        signedIn("iPhone", "2026-11-29T12:00:01Z");
        tasks.pass();
        assertThat(model.password().get()).isEmpty();
        assertThat(tasks.pauses()).isEmpty();
    }

    @Test
    void asksNobodyWhileTheScreenIsLeftAndHidesThePasswordAllTheSame() {
        makeFor(Program.IPHONE);
        engine.asked().clear();
        model.rest();
        clock.pass(Duration.ofMinutes(1));
        tasks.pass();
        assertThat(model.password().get()).isEmpty();
        tasks.pass();
        assertThat(engine.asked()).noneMatch(asked -> asked.startsWith("credentials"));
        signedIn("iPhone", "2026-11-29T12:00:40Z");
        model.watch();
        tasks.pass();
        assertThat(model.stage().get()).isEqualTo(DevicesViewModel.Stage.SIGNED_IN);
    }

    @Test
    void goesOnAskingWhereTheLineIsCut() {
        makeFor(Program.IPHONE);
        engine.cut(Problem.of("ssh", "cut-off", Map.of(), null));
        tasks.pass();
        assertThat(model.problem().get()).isNotNull();
        engine.cut(null);
        tasks.pass();
        assertThat(model.problem().get()).isNull();
        assertThat(model.stage().get()).isEqualTo(DevicesViewModel.Stage.WAITING);
    }

    @Test
    void takesThePasswordAwayThatWasNotTakenOver() {
        makeFor(Program.IPHONE);
        engine.answer(
                "removeCredential",
                order -> new CredentialInfo(ANNA, "iPhone", List.of(), "2026-11-29T12:00:00Z", null, null, null));
        model.again();
        assertThat(engine.asked()).contains("removeCredential CredentialName[account=" + ANNA + ", name=iPhone]");
        assertThat(model.password().get()).isEqualTo("secret-2");
        assertThat(tasks.pauses()).hasSize(2);
    }

    @Test
    void makesAnotherUnderTheNameOfOneThatWasCancelled() {
        String removal = "removeCredential CredentialName[account=" + ANNA + ", name=iPhone]";
        engine.answer(
                "removeCredential",
                order -> new CredentialInfo(ANNA, "iPhone", List.of(), "2026-11-29T12:00:00Z", null, null, null));
        for (String used : new String[] {"2026-11-29T12:00:40Z", null}) {
            signedIn("iPad", null);
            DevicesViewModel cancelled = new DevicesViewModel(
                    new DeviceKeys(engine, ANNA, DeviceKeys.Opener.none()),
                    "Anna",
                    new FirstIsNotTold(tasks),
                    clock,
                    () -> {});
            cancelled.choose(Program.IPHONE);
            cancelled.make();
            cancelled.back();
            signedIn("iPhone", used);
            cancelled.make();
            assertThat(cancelled.stage().get()).isEqualTo(DevicesViewModel.Stage.WAITING);
            assertThat(engine.asked().contains(removal)).isEqualTo(used == null);
        }
    }

    @Test
    void makesAnotherWhereTheAnswerWasLost() {
        String removal = "removeCredential CredentialName[account=" + ANNA + ", name=iPhone]";
        engine.answer(
                "removeCredential",
                order -> new CredentialInfo(ANNA, "iPhone", List.of(), "2026-11-29T12:00:00Z", null, null, null));
        signedIn("iPad", null);
        engine.cutAfter("addCredential", Problem.of("ssh", "cut-off", Map.of(), null));
        makeFor(Program.IPHONE);
        assertThat(model.stage().get()).isEqualTo(DevicesViewModel.Stage.PREPARE);
        signedIn("iPhone", null);
        model.make();
        assertThat(engine.asked()).containsOnlyOnce(removal);
        assertThat(model.password().get()).isEqualTo("secret-2");
    }

    @Test
    void leavesOneThatWasThereBefore() {
        engine.cutBefore("addCredential", Problem.of("ssh", "cut-off", Map.of(), null));
        makeFor(Program.IPHONE);
        model.make();
        assertThat(engine.asked()).noneMatch(asked -> asked.startsWith("removeCredential"));
    }

    @Test
    void keepsWhatWasTypedWhereTheServerSaysNo() {
        model.choose(Program.OTHER);
        model.name().set("Printer");
        model.sendOnly().set(true);
        engine.cut(Problem.of("ssh", "cut-off", Map.of(), null));
        model.make();
        assertThat(model.stage().get()).isEqualTo(DevicesViewModel.Stage.PREPARE);
        assertThat(model.problem().get()).isNotNull();
        assertThat(model.name().get()).isEqualTo("Printer");
        engine.cut(null);
        model.make();
        assertThat(orders).singleElement().satisfies(order -> {
            assertThat(order.scopes()).containsExactly("send");
            assertThat(order.password()).isNull();
        });
    }

    @Test
    void wantsANameThatPeopleCanRead() {
        model.choose(Program.OTHER);
        for (String name : List.of("", "  ", "x".repeat(61))) {
            model.name().set(name);
            model.make();
            assertThat(Objects.requireNonNull(model.problem().get()).code()).isEqualTo("name");
        }
        model.name().set("x".repeat(60));
        model.make();
        assertThat(model.stage().get()).isEqualTo(DevicesViewModel.Stage.WAITING);
    }

    @Test
    void givesTheSecondOfAKindANameOfItsOwn() {
        makeFor(Program.IPHONE);
        signedIn("iPhone", "2026-11-29T12:00:01Z");
        tasks.pass();
        model.another();
        assertThat(model.stage().get()).isEqualTo(DevicesViewModel.Stage.CHOOSE);
        model.choose(Program.IPHONE);
        assertThat(model.name().get()).isEqualTo("iPhone 2");
        assertThat(model.settings().get()).isNull();
    }

    @Test
    void hasACodeForAndroidAloneAndAProfileForApple() {
        makeFor(Program.ANDROID);
        assertThat(model.code().orElseThrow().outline())
                .isEqualTo(QrCode.of(ThunderbirdCode.of(
                                        MailSettings.of("Anna", SETTINGS).orElseThrow(), "secret-1")
                                .orElseThrow())
                        .outline());
        assertThat(model.profile()).isEmpty();
        model.another();
        makeFor(Program.APPLE_MAIL);
        assertThat(model.code()).isEmpty();
        assertThat(model.profile().orElseThrow()).contains("secret-2", "com.apple.mail.managed");
        model.another();
        makeFor(Program.THUNDERBIRD);
        assertThat(model.code()).isEmpty();
        assertThat(model.profile()).isEmpty();
    }

    @Test
    void savesTheProfileForItsOwnerAlone() throws IOException {
        makeFor(Program.IPHONE);
        Path file = folder.resolve("letterlock.mobileconfig");
        Files.writeString(file, "before");
        model.save(file, model.profile().orElseThrow());
        assertThat(model.saved().get()).isEqualTo(file);
        assertThat(Files.readString(file)).contains("secret-1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        model.save(folder.resolve("none").resolve("x"), "p");
        assertThat(Objects.requireNonNull(model.problem().get()).code()).isEqualTo("file");
    }

    @Test
    void takesBackWhatWasCopied() {
        List<String> cleared = new ArrayList<>();
        model.takeBack(() -> cleared.add("cleared"));
        assertThat(tasks.pauses()).containsExactly(Duration.ofSeconds(60));
        tasks.pass();
        assertThat(cleared).hasSize(1);
    }

    @Test
    void stopsAskingWhenItLeadsOn() {
        makeFor(Program.IPHONE);
        model.goOn();
        assertThat(wentOn).isOne();
        assertThat(tasks.pauses()).isEmpty();
        assertThat(model.password().get()).isEmpty();
    }

    /** Nobody is told what came of the first work. */
    private static final class FirstIsNotTold implements Tasks {

        private final Tasks others;
        private boolean begun;

        FirstIsNotTold(Tasks others) {
            this.others = others;
        }

        @Override
        public <T> Running run(Work<T> work, Consumer<T> done, Consumer<Problem> failed) {
            if (!begun) {
                begun = true;
                return others.run(work, made -> {}, problem -> {});
            }
            return others.run(work, done, failed);
        }

        @Override
        public void onScreen(Runnable change) {
            others.onScreen(change);
        }

        @Override
        public Running later(Duration pause, Runnable change) {
            return others.later(pause, change);
        }
    }
}
