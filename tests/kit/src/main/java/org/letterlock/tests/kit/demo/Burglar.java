package org.letterlock.tests.kit.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.letterlock.tests.kit.TempFolder;

/** Somebody who has a copy of the data folder, without any key, and looks for what can be read. */
final class Burglar {

    private static final byte[] SQLITE_HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private Burglar() {}

    /**
     * What was found.
     *
     * @param files how many files were looked at
     * @param databases how many of them are databases
     * @param octets their size in all
     * @param opened databases that opened without a key
     * @param readable words that stand somewhere in clear, with the file
     */
    record Loot(int files, int databases, long octets, List<String> opened, List<String> readable) {
        boolean isEmpty() {
            return opened.isEmpty() && readable.isEmpty();
        }
    }

    /**
     * Copies the folder and searches it.
     *
     * @param words octets to look for
     */
    static Loot search(Path data, List<byte[]> words) {
        try (TempFolder copy = new TempFolder()) {
            List<Path> files = copied(data, copy.path());
            int databases = 0;
            long octets = 0;
            List<String> opened = new ArrayList<>();
            List<String> readable = new ArrayList<>();
            for (Path file : files) {
                byte[] content = Files.readAllBytes(file);
                octets += content.length;
                String name = copy.path().relativize(file).toString();
                if (name.endsWith(".sqlite") && startsWith(content, SQLITE_HEADER)) {
                    opened.add(name);
                }
                for (byte[] word : words) {
                    if (contains(content, word)) {
                        readable.add(new String(word, StandardCharsets.UTF_8) + " in " + name);
                    }
                }
            }
            // Last of all: opening a database writes files beside it.
            for (Path file : files) {
                if (file.toString().endsWith(".sqlite")) {
                    databases++;
                    if (opensWithoutKey(file)) {
                        opened.add(copy.path().relativize(file).toString());
                    }
                }
            }
            return new Loot(files.size(), databases, octets, opened, readable);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> copied(Path from, Path to) throws IOException {
        List<Path> files = new ArrayList<>();
        List<Path> all;
        try (Stream<Path> walk = Files.walk(from)) {
            all = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : all) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(Objects.requireNonNull(target.getParent(), "it lies in the copy"));
            try {
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                files.add(target);
            } catch (NoSuchFileException e) {
                // Gone since it was listed: the engine works on.
                Files.deleteIfExists(target);
            }
        }
        return files;
    }

    private static boolean opensWithoutKey(Path file) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT count(*) FROM sqlite_master").close();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static boolean startsWith(byte[] content, byte[] head) {
        return content.length >= head.length && matches(content, 0, head);
    }

    private static boolean contains(byte[] content, byte[] word) {
        for (int i = 0; i <= content.length - word.length; i++) {
            if (content[i] == word[0] && matches(content, i, word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] content, int at, byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if (content[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
