package org.letterlock.tests.kit;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Options of the JVM that make many starts of an engine cheap: the first compiler alone, and an archive of loaded classes, which the JVM takes only where all
 * classes come from jars.
 */
public final class QuickStart {

    private final Path archive;
    private final String classPath;

    /** @param folder for the jars and the archive */
    public QuickStart(Path folder) {
        archive = folder.resolve("engine.jsa");
        List<String> entries = new ArrayList<>();
        for (String entry : EngineProcess.classPath().split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                entries.add(pack(path, folder.resolve("classes" + entries.size() + ".jar")));
            } else if (Files.exists(path)) {
                entries.add(entry);
            }
        }
        classPath = String.join(File.pathSeparator, entries);
    }

    private static String pack(Path classes, Path jar) {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                packed.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, packed);
                packed.closeEntry();
            }
            return jar.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For one engine that does a little of everything and is stopped: it leaves the archive. */
    public List<String> rehearsal() {
        return List.of("-XX:TieredStopAtLevel=1", "-XX:ArchiveClassesAtExit=" + archive, "-cp", classPath);
    }

    /** For all later engines. */
    public List<String> options() {
        return List.of("-XX:TieredStopAtLevel=1", "-XX:SharedArchiveFile=" + archive, "-cp", classPath);
    }
}
