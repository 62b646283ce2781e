package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.desktop.paper.Kit;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Shell;
import org.letterlock.desktop.ui.kit.KitView;
import org.letterlock.desktop.ui.kit.KitViewModel;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.recovery.OwnerKey;
import org.letterlock.recovery.RecoverySecret;

/** The recovery kit on the screen, in every state and language. */
@Tag("pictures")
final class KitScreensTest {

    private static final RecoverySecret SECRET = RecoverySecret.generate(new SecureRandom());

    @BeforeAll
    static void startToolkit() {
        Toolkit.start();
    }

    private static KitViewModel model(boolean fits, InlineTasks tasks) {
        Kit kit = new Kit(
                SECRET.groups(),
                "mail.example.org",
                "root@203.0.113.5",
                "SHA256:2vQ2kS7e1cYp0m9Jm3y9p3l3w2r0oS8m8nqXx2dSgTg",
                LocalDate.of(2026, 11, 29));
        String fingerprint;
        try (OwnerKey key = SECRET.key()) {
            fingerprint = OwnerKey.fingerprint(key.publicKey());
        }
        FakeEngine engine =
                new FakeEngine().answer("recovery", new RecoveryStatus(fits ? fingerprint : null, List.of()));
        KitViewModel model = new KitViewModel(kit, engine, new Random(7), tasks, () -> {});
        model.check();
        return model;
    }

    private static Map<String, Screen> screens() {
        Map<String, KitViewModel> models = new LinkedHashMap<>();
        models.put("checking", model(true, new InlineTasks().hold()));
        models.put("other", model(false, new InlineTasks()));
        models.put("keep", model(true, new InlineTasks()));
        KitViewModel open = model(true, new InlineTasks());
        open.show(true);
        models.put("open", open);
        KitViewModel prove = model(true, new InlineTasks());
        prove.kept();
        models.put("prove", prove);
        KitViewModel wrong = model(true, new InlineTasks());
        wrong.kept();
        wrong.typed().set("ABCDEFGH");
        wrong.prove();
        models.put("wrong", wrong);
        KitViewModel proven = model(true, new InlineTasks());
        proven.kept();
        proven.typed().set(SECRET.groups().split("-", -1)[proven.group() - 1]);
        proven.prove();
        models.put("proven", proven);
        Map<String, Screen> all = new LinkedHashMap<>();
        models.forEach((name, model) ->
                all.put("kit-" + name, Screen.step(Shell.Step.KIT, texts -> KitView.of(model, texts))));
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void drawsEveryStateWithNoTextCutAndNoneLeftInEnglish(Language language) throws IOException {
        assertThat(Pictures.draw(screens(), language)).isEmpty();
    }

    @Test
    void beginsAtTheFieldWhereOneIsToBeFilled() {
        KitViewModel model = model(true, new InlineTasks());
        model.kept();
        Scene scene =
                Toolkit.onScreen(() -> new Scene((Parent) KitView.of(model, Texts.of(Language.ENGLISH)), 900, 600));
        assertThat(Toolkit.onScreen(scene::getFocusOwner)).isInstanceOf(TextField.class);
    }

    @Test
    void leadsOnWhereTheServerSealsToAnotherKit() {
        KitViewModel model = model(false, new InlineTasks());
        model.show(true);
        Toolkit.onScreen(() -> {
            Parent page = (Parent) KitView.of(model, Texts.of(Language.ENGLISH));
            Toolkit.all(page).stream()
                    .filter(node ->
                            node instanceof Button button && button.getText().equals("Later"))
                    .forEach(node -> ((Button) node).fire());
            return page;
        });
        assertThat(model.open().get()).isFalse();
    }

    /** This machine has no printer, as many have none. */
    @Test
    void saysThatThereIsNoPrinter() {
        KitViewModel model = model(true, new InlineTasks());
        Toolkit.onScreen(() -> {
            Texts texts = Texts.of(Language.ENGLISH);
            Parent page = (Parent) KitView.of(model, texts);
            Toolkit.all(page).stream()
                    .filter(node ->
                            node instanceof Button button && button.getText().equals("Print"))
                    .forEach(node -> ((Button) node).fire());
            return page;
        });
        assertThat(model.problem().get()).isNotNull().extracting("code").isEqualTo("no-printer");
        assertThat(model.saved().get()).isNull();
    }
}
