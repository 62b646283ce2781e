package org.letterlock.desktop.ui.kit;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.print.PrinterJob;
import javafx.scene.Group;
import javafx.scene.Node;
import javafx.scene.SnapshotParameters;
import javafx.scene.control.Button;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.scene.transform.Scale;
import javafx.scene.transform.Transform;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.paper.PdfPage;
import org.letterlock.desktop.paper.Picture;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.FileWanted;
import org.letterlock.desktop.ui.Look;
import org.letterlock.protocol.Finding;

/** The screen of the recovery kit. */
public final class KitView {

    /** Pixels of the picture in the file for each of the page: 200 an inch, as fax and scanners have it. */
    private static final double FINENESS = 200.0 / 72;

    private static final double SHOWN = 0.9;

    private final KitViewModel model;
    private final Texts texts;
    private final VBox page = new VBox();

    private KitView(KitViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
        page.getStyleClass().add("page");
    }

    /** Its nodes. */
    public static Node of(KitViewModel model, Texts texts) {
        KitView view = new KitView(model, texts);
        Look.follow(view.page, model.stage(), view::show);
        return view.page;
    }

    private void show(KitViewModel.Stage stage) {
        page.getChildren()
                .setAll(
                        switch (stage) {
                            case CHECKING -> checking();
                            case FAILED -> failed();
                            case KEEP -> keep();
                            case PROVE -> prove();
                            case PROVEN -> proven();
                        });
        Look.beginAtTheFirstField(page);
    }

    private Map<String, String> server() {
        return Map.of("server", model.kit().mailServer());
    }

    private List<Node> checking() {
        ProgressBar bar = new ProgressBar(ProgressIndicator.INDETERMINATE_PROGRESS);
        bar.setMaxWidth(480);
        bar.setAccessibleText(texts.get("kit.checking", server()));
        return List.of(
                Look.heading(texts.get("kit.title")), Look.text(texts.get("kit.checking", server()), "lead"), bar);
    }

    private List<Node> failed() {
        return List.of(
                Look.heading(texts.get("kit.title")),
                Look.place(model.problem(), texts),
                Look.actions(
                        Look.primary(texts.get("kit.check"), model::check),
                        Look.button(texts.get("kit.later"), model::goOn)));
    }

    private List<Node> keep() {
        VBox sheet = new VBox();
        sheet.setAlignment(Pos.TOP_LEFT);
        Button show = Look.button("", () -> model.show(!model.open().get()));
        Look.follow(sheet, model.open(), open -> {
            show.setText(texts.get(open ? "kit.hide" : "kit.show"));
            sheet.getChildren().setAll(open ? List.of(sheet()) : List.of());
            sheet.setManaged(open);
        });
        VBox done = new VBox(8);
        Look.follow(done, model.saved(), file -> done.getChildren().setAll(kept()));
        Look.follow(done, model.printed(), now -> done.getChildren().setAll(kept()));
        return List.of(
                Look.heading(texts.get("kit.title")),
                Look.text(texts.get("kit.lead"), "lead"),
                Look.text(texts.get("kit.lead.where")),
                Look.actions(
                        Look.button(texts.get("kit.save"), this::save),
                        Look.button(texts.get("kit.print"), this::print),
                        show),
                done,
                Look.place(model.problem(), texts),
                sheet,
                Look.actions(Look.primary(texts.get("kit.kept"), model::kept)));
    }

    private Node sheet() {
        Region sheet = KitPage.of(model.kit(), model.code(), texts);
        sheet.getTransforms().add(new Scale(SHOWN, SHOWN));
        VBox framed = new VBox(new Group(sheet));
        framed.getStyleClass().add("sheet");
        framed.setMaxWidth(Region.USE_PREF_SIZE);
        return framed;
    }

    private List<Node> kept() {
        List<Node> nodes = new ArrayList<>();
        var file = model.saved().get();
        if (file != null) {
            nodes.add(fine(texts.get("kit.saved", Map.of("file", file.toString()))));
        }
        if (model.printed().get()) {
            nodes.add(fine(texts.get("kit.printed")));
        }
        return nodes;
    }

    private static Node fine(String text) {
        HBox row = new HBox(8, Look.sign(Finding.FINE), Look.text(text));
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    private void save() {
        FileWanted.toWrite(
                page, "letterlock-" + model.kit().mailServer() + ".pdf", file -> write(model, texts, file.toFile()));
    }

    /** Has a picture of the page made, and the model write it. */
    static void write(KitViewModel model, Texts texts, File file) {
        Region sheet = KitPage.apart(model.kit(), model.code(), texts);
        List<PdfPage.Words> words = KitPage.words(sheet);
        SnapshotParameters fine = new SnapshotParameters();
        fine.setTransform(Transform.scale(FINENESS, FINENESS));
        fine.setFill(Color.WHITE);
        sheet.snapshot(
                made -> {
                    WritableImage image = made.getImage();
                    model.save(
                            file.toPath(),
                            texts.get("kit.page.title") + ", " + model.kit().mailServer(),
                            () -> picture(image),
                            words);
                    return null;
                },
                fine,
                null);
    }

    private static Picture picture(WritableImage image) {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        int[] pixels = new int[width * height];
        image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
        return Picture.of(width, height, pixels);
    }

    /** Looking for printers may take its time, and so may printing; between the two the person chooses. */
    private void print() {
        model.tasks().run(PrinterJob::createPrinterJob, this::choose, model::notPrinted);
    }

    private void choose(@Nullable PrinterJob job) {
        if (job == null) {
            model.notPrinted(Problem.of("kit", "no-printer", Map.of(), null));
        } else if (job.showPrintDialog(page.getScene().getWindow())) {
            Region sheet = KitPage.apart(model.kit(), model.code(), texts);
            double scale = Math.min(
                    job.getJobSettings().getPageLayout().getPrintableWidth() / PdfPage.WIDTH,
                    job.getJobSettings().getPageLayout().getPrintableHeight() / PdfPage.HEIGHT);
            sheet.getTransforms().add(new Scale(scale, scale));
            model.tasks()
                    .run(
                            () -> job.printPage(sheet) && job.endJob(),
                            done -> {
                                if (done) {
                                    model.printed(true);
                                } else {
                                    model.notPrinted(Problem.of("kit", "not-printed", Map.of(), null));
                                }
                            },
                            model::notPrinted);
        } else {
            job.cancelJob();
        }
    }

    private List<Node> prove() {
        Map<String, String> number = Map.of("number", Integer.toString(model.group()));
        return List.of(
                Look.heading(texts.get("kit.prove.title")),
                Look.text(texts.get("kit.prove.lead"), "lead"),
                Look.line(texts.get("kit.prove.group", number), "", model.typed()),
                Look.place(model.problem(), texts),
                Look.actions(
                        Look.primary(texts.get("kit.prove"), model::prove),
                        Look.button(texts.get("kit.back"), model::back)));
    }

    private List<Node> proven() {
        HBox verdict = new HBox(10, Look.sign(Finding.FINE), Look.heading(texts.get("kit.done.title")));
        verdict.setAlignment(Pos.CENTER_LEFT);
        return List.of(
                verdict,
                Look.text(texts.get("kit.done"), "lead"),
                Look.actions(Look.primary(texts.get("kit.go"), model::goOn)));
    }
}
