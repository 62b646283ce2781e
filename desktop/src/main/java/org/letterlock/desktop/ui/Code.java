package org.letterlock.desktop.ui;

import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import javafx.scene.shape.Rectangle;
import javafx.scene.shape.SVGPath;
import javafx.scene.transform.Scale;
import org.letterlock.desktop.paper.QrCode;

/** A QR code to be held before a camera: dark on white in any theme, its margin free. */
public final class Code {

    private Code() {}

    /**
     * The code.
     *
     * @param code made where it may take its time
     * @param square how many pixels a square is wide
     * @param name what it is, for those who do not see it
     */
    public static Node of(QrCode code, int square, String name) {
        SVGPath dark = new SVGPath();
        dark.setContent(code.outline());
        dark.setFill(Color.BLACK);
        dark.setSmooth(false);
        dark.getTransforms().add(new Scale(square, square));
        int whole = (code.size() + 2 * QrCode.MARGIN) * square;
        dark.setTranslateX((double) QrCode.MARGIN * square);
        dark.setTranslateY((double) QrCode.MARGIN * square);
        dark.setManaged(false);
        StackPane pane = new StackPane(new Rectangle(whole, whole, Color.WHITE), dark);
        pane.setMinSize(whole, whole);
        pane.setMaxSize(whole, whole);
        pane.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        pane.setAccessibleText(name);
        return pane;
    }
}
