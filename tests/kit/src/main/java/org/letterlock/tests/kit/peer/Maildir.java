package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A folder of letters as mail programs keep it on disk: a file each, its flags behind {@code :2,} in its name, lines that end with LF. */
public final class Maildir {

    private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^Message-ID:\\s*(<[^>]*>)");
    private static final String INFO = ":2,";

    private final Path folder;

    public Maildir(Path folder) {
        this.folder = folder;
    }

    /**
     * A letter in it.
     *
     * @param file where it is
     * @param flags its flags in Maildir's letters: D draft, F flagged, R answered, S seen, T deleted
     * @param text the whole, as Latin-1
     */
    public record Message(Path file, String flags, String text) {

        /** Its Message-ID with the angle brackets; empty without one. */
        public String messageId() {
            Matcher matcher = MESSAGE_ID.matcher(text);
            return matcher.find() ? matcher.group(1) : "";
        }

        /** With CRLF for LF, as it is on the wire, and without the field by which mbsync finds again what it stored. */
        public String onTheWire() {
            return text.replaceAll("(?m)^X-TUID: .*\n", "").replace("\n", "\r\n");
        }
    }

    /** Whether the folder is there. */
    public boolean exists() {
        return Files.isDirectory(folder.resolve("cur"));
    }

    /** How many letters there are. */
    public int count() {
        return files().size();
    }

    /** All letters, in the order of their names. */
    public List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        for (Path file : files()) {
            String name = name(file);
            int info = name.indexOf(INFO);
            messages.add(new Message(file, info < 0 ? "" : name.substring(info + INFO.length()), read(file)));
        }
        return messages;
    }

    /** The letter of a Message-ID. */
    public Optional<Message> find(String messageId) {
        return messages().stream()
                .filter(message -> message.messageId().equals(messageId))
                .findFirst();
    }

    /** Gives a letter exactly these flags. */
    public void flag(Message message, String flags) {
        String name = name(message.file());
        int info = name.indexOf(INFO);
        move(message.file(), folder.resolve("cur").resolve((info < 0 ? name : name.substring(0, info)) + INFO + flags));
    }

    /** Removes a letter. */
    public void remove(Message message) {
        try {
            Files.delete(message.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Moves a letter into another folder, as a mail program does: without the UID that it had here. */
    public void moveTo(Message message, Maildir other) {
        String name = name(message.file()).replaceAll(",U=[0-9]+", "");
        move(message.file(), other.folder.resolve("cur").resolve(name));
    }

    /** Adds a letter. */
    public void add(byte[] letter, String uniqueName, String flags) {
        try {
            String text = new String(letter, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
            Path file = folder.resolve("cur").resolve(uniqueName + INFO + flags);
            Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (String part : List.of("cur", "new")) {
            if (Files.isDirectory(folder.resolve(part))) {
                try (var listed = Files.list(folder.resolve(part))) {
                    listed.sorted().forEach(files::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return files;
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
