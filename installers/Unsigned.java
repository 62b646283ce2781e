import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Copies the signed jars of a class path without their signatures, and prints the class path with the copies: {@code java Unsigned.java FOLDER CLASS_PATH}. Of a signed jar the JVM checks
 * the sums of all files when the first class comes from it, against a signer whom nobody named: of BouncyCastle that takes a third of a second and some megabytes at each start. Nor does it
 * keep such classes ready. What is in the jars was checked when they were fetched, and is again by the sums of the archive that they go into.
 */
final class Unsigned {

    private static final String SIGNATURE = "META-INF/[^/]+\\.(SF|RSA|DSA|EC)";

    private Unsigned() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        List<String> entries = new ArrayList<>();
        for (String entry : arguments[1].split(File.pathSeparator)) {
            entries.add(unsigned(Path.of(entry), folder).toString());
        }
        System.out.println(String.join(File.pathSeparator, entries));
    }

    private static Path unsigned(Path jar, Path folder) throws IOException {
        if (!Files.isRegularFile(jar)) {
            return jar;
        }
        try (JarFile from = new JarFile(jar.toFile(), false)) {
            List<JarEntry> all = Collections.list(from.entries());
            if (all.stream().noneMatch(entry -> entry.getName().matches(SIGNATURE))) {
                return jar;
            }
            Path copy = folder.resolve(jar.getFileName());
            if (!Files.exists(copy) || !Files.getLastModifiedTime(copy).equals(Files.getLastModifiedTime(jar))) {
                Path beside = folder.resolve(jar.getFileName() + ".new");
                copy(from, all, beside);
                Files.setLastModifiedTime(beside, Files.getLastModifiedTime(jar));
                Files.move(beside, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
            return copy;
        }
    }

    private static void copy(JarFile from, List<JarEntry> all, Path to) throws IOException {
        Manifest manifest = new Manifest(from.getManifest());
        // Nothing but the sums of files.
        manifest.getEntries().clear();
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
            JarEntry first = new JarEntry(JarFile.MANIFEST_NAME);
            first.setTimeLocal(from.getJarEntry(JarFile.MANIFEST_NAME).getTimeLocal());
            out.putNextEntry(first);
            manifest.write(out);
            for (JarEntry entry : all) {
                String name = entry.getName();
                if (!name.equals(JarFile.MANIFEST_NAME) && !name.matches(SIGNATURE)) {
                    JarEntry next = new JarEntry(name);
                    next.setTimeLocal(entry.getTimeLocal());
                    out.putNextEntry(next);
                    try (InputStream in = from.getInputStream(entry)) {
                        in.transferTo(out);
                    }
                }
            }
        }
    }
}
