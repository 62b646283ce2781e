package org.letterlock.desktop.ssh;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A program on a server and its arguments.
 *
 * @param words the program first; no secrets, because every user of a computer sees them
 */
public record RemoteCommand(List<String> words) {

    public RemoteCommand {
        if (words.isEmpty() || words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("a command has a program, and no NUL");
        }
        words = List.copyOf(words);
    }

    /** A command. */
    public static RemoteCommand of(String... words) {
        return new RemoteCommand(List.of(words));
    }

    /** A script of ours for a POSIX shell, with arguments that it has as {@code $1} and so on. */
    public static RemoteCommand script(String script, String... arguments) {
        java.util.ArrayList<String> words = new java.util.ArrayList<>(List.of("sh", "-c", script, "letterlock"));
        words.addAll(List.of(arguments));
        return new RemoteCommand(words);
    }

    /** The line for the shell of the server, in which each word is one. */
    String line() {
        return words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
