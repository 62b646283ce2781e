package org.letterlock.tests.kit.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.letterlock.protocol.FailureException;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ProtocolException;
import org.letterlock.tests.kit.TempFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows on this computer, with a real engine and real letters, what Letterlock is for. Exits non-zero where anything is not as it should be. */
@Command(
        name = "demo",
        description = "Shows the whole on this computer, with real letters.",
        mixinStandardHelpOptions = true)
public final class Demo implements Callable<Integer> {

    private final PrintWriter out;

    @Option(names = "--keep", description = "Leaves the engine running for a mail program.")
    private boolean keep;

    private Demo(PrintWriter out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        System.exit(new CommandLine(new Demo(out)).execute(arguments));
    }

    @Override
    public Integer call() {
        long begun = System.nanoTime();
        TempFolder folder = new TempFolder();
        Story story = new Story(out);
        out.println("Letterlock demo: letters, all the way through a real mail server on this computer.");
        story.chapter("Starting the mail server");
        EngineProcess engine;
        try {
            engine = EngineProcess.start(folder.path().resolve("mail"));
        } catch (IllegalStateException e) {
            out.println("The mail server did not start. " + e.getMessage());
            folder.close();
            return 1;
        }
        Thread tidy = Thread.ofPlatform().unstarted(() -> {
            engine.kill9();
            folder.close();
        });
        Runtime.getRuntime().addShutdownHook(tidy);
        boolean proven = run(engine, story);
        out.println("The demo took " + (System.nanoTime() - begun) / 1_000_000_000 + " s.");
        if (keep && engine.isRunning()) {
            Runtime.getRuntime().removeShutdownHook(tidy);
            sayHowToStop(engine, folder);
        } else {
            engine.close();
        }
        return proven ? 0 : 1;
    }

    private boolean run(EngineProcess engine, Story story) {
        try {
            new MainJob(engine, story).run();
            return story.conclude();
        } catch (ProtocolException | FailureException | IllegalStateException | IOException e) {
            return stopped(engine, story, e);
        } catch (java.io.UncheckedIOException e) {
            return stopped(engine, story, e);
        }
    }

    private boolean stopped(EngineProcess engine, Story story, Exception cause) {
        story.prove("the demo ran to its end", false, String.valueOf(cause.getMessage()));
        story.conclude();
        String said = engine.output().strip();
        if (!said.isEmpty()) {
            out.println("The mail server said:");
            said.lines().limit(20).forEach(line -> out.println("  " + line));
        }
        return false;
    }

    private void sayHowToStop(EngineProcess engine, TempFolder folder) {
        out.println("The mail server is left running (process " + engine.pid() + "). To look at it and to stop it:");
        out.println("  ./letterlock agent status --socket " + engine.socket());
        out.println("  ./letterlock agent stop --socket " + engine.socket());
        out.println("Its data is in " + folder.path() + "; remove the folder when you are done.");
    }
}
