package org.letterlock.engine.pop3;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Parses the line of a command (RFC 1939 §9, RFC 2449 §4): a keyword in any case and arguments behind single spaces. More spaces, and some at the end, are
 * passed over where no argument can begin with one.
 */
public final class Pop3CommandParser {

    /** Numbers of more digits are taken for the largest: no message has them, and no letter so many lines. */
    private static final int MAX_DIGITS = 9;

    private static final int KEYWORD_LIMIT = 12;

    private Pop3CommandParser() {}

    /** @param line without its CRLF; not changed */
    public static ParsedCommand parse(byte[] line) {
        int space = 0;
        while (space < line.length && line[space] != ' ') {
            space++;
        }
        if (space > KEYWORD_LIMIT) {
            return new ParsedCommand.Unknown();
        }
        String keyword = new String(line, 0, space, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
        byte[] rest = Arrays.copyOfRange(line, Math.min(space + 1, line.length), line.length);
        return switch (keyword) {
            case "CAPA" -> bare(rest, new Pop3Command.Capa());
            case "QUIT" -> bare(rest, new Pop3Command.Quit());
            case "LANG" -> lang(words(rest));
            case "UTF8" -> bare(rest, new Pop3Command.Utf8());
            case "STLS" -> bare(rest, new Pop3Command.Stls());
            case "USER" -> user(rest);
            case "PASS" -> pass(rest);
            case "AUTH" -> auth(words(rest));
            case "STAT" -> bare(rest, new Pop3Command.Stat());
            case "LIST" -> maybeNumbered(words(rest), Pop3Command.ScanListing::new);
            case "UIDL" -> maybeNumbered(words(rest), Pop3Command.Uidl::new);
            case "RETR" -> numbered(words(rest), Pop3Command.Retr::new);
            case "DELE" -> numbered(words(rest), Pop3Command.Dele::new);
            case "TOP" -> top(words(rest));
            case "RSET" -> bare(rest, new Pop3Command.Rset());
            case "NOOP" -> bare(rest, new Pop3Command.Noop());
            default -> new ParsedCommand.Unknown();
        };
    }

    private static ParsedCommand parsed(Pop3Command command) {
        return new ParsedCommand.Parsed(command);
    }

    private static ParsedCommand bare(byte[] rest, Pop3Command command) {
        return words(rest).length == 0 ? parsed(command) : new ParsedCommand.Malformed("No argument expected");
    }

    private static ParsedCommand user(byte[] rest) {
        try {
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(rest))
                    .toString()
                    .strip();
            return name.isEmpty() || name.chars().anyMatch(Character::isISOControl)
                    ? new ParsedCommand.Malformed("Expected a user name")
                    : parsed(new Pop3Command.User(name));
        } catch (CharacterCodingException e) {
            return new ParsedCommand.Malformed("The user name is not UTF-8");
        }
    }

    private static ParsedCommand pass(byte[] rest) {
        return rest.length == 0
                ? new ParsedCommand.Malformed("Expected a password")
                : parsed(new Pop3Command.Pass(rest));
    }

    private static ParsedCommand auth(String[] words) {
        return words.length > 2
                ? new ParsedCommand.Malformed("Expected a mechanism and at most one response")
                : parsed(new Pop3Command.Auth(word(words, 0), word(words, 1)));
    }

    private static ParsedCommand lang(String[] words) {
        return words.length > 1
                ? new ParsedCommand.Malformed("Expected at most one language")
                : parsed(new Pop3Command.Lang(word(words, 0)));
    }

    private static Optional<String> word(String[] words, int at) {
        return at < words.length ? Optional.of(words[at]) : Optional.empty();
    }

    private static ParsedCommand maybeNumbered(String[] words, Function<OptionalInt, Pop3Command> make) {
        return words.length == 0
                ? parsed(make.apply(OptionalInt.empty()))
                : numbered(words, number -> make.apply(OptionalInt.of(number)));
    }

    private static ParsedCommand numbered(String[] words, IntFunction<Pop3Command> make) {
        OptionalInt number = words.length == 1 ? number(words[0]) : OptionalInt.empty();
        return number.isPresent()
                ? parsed(make.apply(number.getAsInt()))
                : new ParsedCommand.Malformed("Expected the number of a message");
    }

    private static ParsedCommand top(String[] words) {
        OptionalInt message = words.length == 2 ? number(words[0]) : OptionalInt.empty();
        OptionalInt lines = words.length == 2 ? number(words[1]) : OptionalInt.empty();
        return message.isPresent() && lines.isPresent()
                ? parsed(new Pop3Command.Top(message.getAsInt(), lines.getAsInt()))
                : new ParsedCommand.Malformed("Expected the number of a message and of lines");
    }

    private static OptionalInt number(String word) {
        if (!word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(word.length() > MAX_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(word));
    }

    private static String[] words(byte[] rest) {
        String text = new String(rest, StandardCharsets.ISO_8859_1);
        return Arrays.stream(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
    }
}
