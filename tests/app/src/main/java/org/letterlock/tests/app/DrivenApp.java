package org.letterlock.tests.app;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.DesktopMain;
import org.letterlock.desktop.ui.FileWanted;
import org.letterlock.tests.kit.screen.Hand;

/**
 * The app, and a {@link Hand} before it that does what standard input says: each line an array of JSON, such as {@code ["type","Address","192.0.2.1"]}, answered by a line with
 * an array of texts. When the input ends, the window is closed.
 */
public final class DrivenApp {

    private static final long BETWEEN_NANOS = 5_000_000;

    private final Gson gson = new Gson();
    private final Hand hand;
    private @Nullable Path file;

    private DrivenApp(Window window) {
        this.hand = new Hand(() -> window.getScene().getRoot());
        window.addEventFilter(FileWanted.ANY, wanted -> {
            wanted.consume();
            Path chosen = file;
            file = null;
            if (chosen != null) {
                wanted.choose(chosen);
            }
        });
    }

    public static void main(String[] arguments) {
        Thread.ofPlatform().daemon().uncaughtExceptionHandler(DrivenApp::end).start(DrivenApp::obey);
        DesktopMain.main(arguments);
        // As in the package: what still goes on beside the screen does not keep the app.
        System.exit(0);
    }

    /** Whoever gave the order waits for an answer that does not come. */
    private static void end(Thread thread, Throwable why) {
        System.getLogger(DrivenApp.class.getName()).log(System.Logger.Level.ERROR, "An order failed", why);
        Runtime.getRuntime().halt(1);
    }

    private static void obey() {
        Window window = window();
        DrivenApp app = onScreen(() -> new DrivenApp(window));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                String[] order = app.gson.fromJson(line, String[].class);
                System.out.println(app.gson.toJson(onScreen(() -> app.done(order))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Platform.runLater(window::hide);
    }

    private static Window window() {
        while (true) {
            try {
                List<Window> windows = onScreen(() -> List.copyOf(Window.getWindows()));
                if (!windows.isEmpty()) {
                    return windows.getFirst();
                }
            } catch (IllegalStateException e) {
                // The toolkit does not run yet.
                LockSupport.parkNanos(BETWEEN_NANOS);
            }
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
    }

    private static <T> T onScreen(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                done.complete(work.get());
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.join();
        } catch (CompletionException e) {
            throw new IllegalArgumentException(e.getCause());
        }
    }

    private List<String> done(String[] order) {
        return switch (order[0]) {
            case "headings" -> hand.headings();
            case "words" -> hand.words();
            case "buttons" -> hand.buttons();
            case "fields" -> hand.fields();
            case "type" -> done(hand.type(order[1], order[2]));
            case "press" -> done(hand.press(order[1]));
            case "file" -> {
                file = Path.of(order[1]);
                yield done(true);
            }
            default -> throw new IllegalArgumentException("no order: " + order[0]);
        };
    }

    private static List<String> done(boolean done) {
        return List.of(done ? "done" : "absent");
    }
}
