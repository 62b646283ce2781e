package org.letterlock.engine.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own for a test that kills it, with the class path of the test. */
public final class ChildJvm {

    private ChildJvm() {}

    /**
     * One that works on {@code file}. It leaves nothing outside the folder of that file, however it ends.
     *
     * @param main gets {@code file}, and then {@code more}
     */
    public static ProcessBuilder of(Class<?> main, Path file, Object... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + file.toAbsolutePath().getParent(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                file.toString()));
        for (Object each : more) {
            command.add(each.toString());
        }
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    }
}
