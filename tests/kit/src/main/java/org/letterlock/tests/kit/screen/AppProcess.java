package org.letterlock.tests.kit.screen;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.letterlock.tests.kit.Waiting;

/**
 * The app as people start it, in a JVM of its own without a display, and a {@link Hand} before it. Its class path is that of the system property
 * {@code letterlock.app.classpath}, else of this JVM.
 */
public final class AppProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final Gson GSON = new Gson();

    private final Process process;
    private final BufferedReader said;

    private AppProcess(Process process) {
        this.process = process;
        this.said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Where it lives.
     *
     * @param home the folder of its files, made where it is missing
     * @param bundles the folder of the archives that it brings to servers
     * @param resolvers who tells it of the DNS
     */
    public record Settings(Path home, Path bundles, List<InetSocketAddress> resolvers) {}

    /** Starts one. */
    public static AppProcess start(Settings settings) {
        String resolvers = settings.resolvers().stream()
                .map(each -> each.getAddress().getHostAddress() + ":" + each.getPort())
                .collect(Collectors.joining(","));
        // The options of its package, and a display that is none.
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dglass.platform=Headless",
                "-Dprism.order=sw",
                "-Djava.awt.headless=true",
                "-Duser.language=en",
                "-Xmx256m",
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dslf4j.internal.verbosity=ERROR",
                "-Dletterlock.home=" + settings.home(),
                "-Dletterlock.bundles=" + settings.bundles(),
                "-Dletterlock.dns=" + resolvers,
                "-cp",
                System.getProperty("letterlock.app.classpath", System.getProperty("java.class.path")),
                "org.letterlock.tests.app.DrivenApp");
        try {
            return new AppProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> order(String... words) {
        try {
            process.getOutputStream().write((GSON.toJson(words) + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            String line = said.readLine();
            if (line == null) {
                throw new IllegalStateException("the app is gone");
            }
            return List.of(GSON.fromJson(line, String[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isDone(String... words) {
        return order(words).equals(List.of("done"));
    }

    /** As {@link Hand#headings}. */
    public List<String> headings() {
        return order("headings");
    }

    /** As {@link Hand#words}. */
    public List<String> words() {
        return order("words");
    }

    /** As {@link Hand#buttons}. */
    public List<String> buttons() {
        return order("buttons");
    }

    /** As {@link Hand#fields}. */
    public List<String> fields() {
        return order("fields");
    }

    /** Types into a field, once there is one of that name. */
    public void type(String field, String text) {
        await("the field " + field, () -> isDone("type", field, text));
    }

    /** Presses what something is written on, once that can be pressed. */
    public void press(String name) {
        press(name, PATIENCE);
    }

    /** Presses what something is written on, once that can be pressed. */
    public void press(String name, Duration patience) {
        await("a button " + name, patience, () -> isDone("press", name));
    }

    /** Whether a text is shown that begins so. */
    public boolean shows(String beginning) {
        return words().stream().anyMatch(word -> word.startsWith(beginning));
    }

    /** Waits until a text is shown that begins so. */
    public void awaitWords(String beginning) {
        awaitWords(beginning, PATIENCE);
    }

    /** Waits until a text is shown that begins so. */
    public void awaitWords(String beginning, Duration patience) {
        await("the words " + beginning, patience, () -> shows(beginning));
    }

    /** Waits until nothing is shown any more that begins so. */
    public void awaitNoWords(String beginning) {
        await("no words " + beginning, () -> !shows(beginning));
    }

    /** Waits until the page is called so. */
    public void awaitHeading(String heading) {
        awaitHeading(heading, PATIENCE);
    }

    /** Waits until the page is called so. */
    public void awaitHeading(String heading, Duration patience) {
        await("the page " + heading, patience, () -> headings().contains(heading));
    }

    private void await(String what, BooleanSupplier there) {
        await(what, PATIENCE, there);
    }

    void await(String what, Duration patience, BooleanSupplier there) {
        if (!Waiting.until(patience, () -> isThere(there))) {
            throw new AssertionError("waited in vain for " + what + "; there is: " + String.join(" | ", words()));
        }
    }

    /** Nobody looks more often than they can read; and the app has its own work to do. */
    private static boolean isThere(BooleanSupplier there) {
        boolean now = there.getAsBoolean();
        if (!now) {
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
        return now;
    }

    /** Which file the person chooses when they are asked for one next. */
    public void willChoose(Path file) {
        order("file", file.toString());
    }

    /** Closes the window, by which the app ends. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the app did not end when its window was closed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Takes it away as it stands, as a battery does that is empty. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The records that the page of records asks for and does not see yet, as it says that they are written. */
    public List<Wanted> records() {
        List<String> words = words();
        List<Wanted> all = new ArrayList<>();
        for (int at = 0; at < words.size(); at++) {
            if (words.get(at).equals("Type")) {
                int end = words.subList(at, words.size()).indexOf("Value") + at;
                List<String> row = words.subList(at, end);
                int priority = row.indexOf("Priority");
                all.add(new Wanted(
                        row.get(1),
                        row.get(row.indexOf("Name") + 1),
                        (priority < 0 ? "" : row.get(priority + 1) + " ") + words.get(end + 1)));
            }
        }
        return all;
    }

    /**
     * A record as the page of records wants it.
     *
     * @param name without the domain; {@code @} for the domain itself
     * @param value with the priority before it, where it has one
     */
    public record Wanted(String type, String name, String value) {}
}
