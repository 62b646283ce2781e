package org.letterlock.engine.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;
import org.letterlock.engine.smtp.SmtpCommand.Fault;

/**
 * The grammar of command lines (RFC 5321 §4.1.1). Only CRLF ends a line (RFC 5321 §2.3.8).
 *
 * @param maxLine how many octets a line may have, CRLF among them
 * @param maxAuthLine how many an AUTH line may have (RFC 4954 §4)
 * @param lenientSpace whether a space may stand before the path, as some mail programs write it
 */
public record SmtpCommandParser(int maxLine, int maxAuthLine, boolean lenientSpace) implements Grammar<SmtpCommand> {

    private static final int MAX_VERB = 20;

    @Override
    public Cut<SmtpCommand> cut(ByteBuffer octets) {
        int limit = isAuth(octets) ? maxAuthLine : maxLine;
        int end = CommandOctets.indexOfCrlf(octets, octets.position());
        int length = end < 0 ? octets.remaining() : end + 2 - octets.position();
        if (length > limit) {
            // Cut at the limit, not at what has arrived: the value must not depend on how the octets were split.
            return new Cut.Done<>(new SmtpCommand.Malformed(Fault.TOO_LONG), limit - 1);
        }
        if (end < 0) {
            return new Cut.More<>();
        }
        return new Cut.Done<>(parse(octets.slice(octets.position(), length - 2)), length);
    }

    @Override
    public boolean mayComplete(ByteBuffer octets, int seen) {
        return CommandOctets.mayEndLine(octets, seen, maxLine);
    }

    private static boolean isAuth(ByteBuffer octets) {
        String verb = "AUTH ";
        for (int i = 0; i < verb.length(); i++) {
            int at = octets.position() + i;
            if (at >= octets.limit() || (octets.get(at) & ~(i < 4 ? 0x20 : 0)) != verb.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private SmtpCommand parse(ByteBuffer line) {
        for (int i = 0; i < line.limit(); i++) {
            if (line.get(i) == '\r' || line.get(i) == '\n') {
                return new SmtpCommand.Malformed(Fault.BARE_LINE_ENDING);
            }
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(line).toString();
        } catch (CharacterCodingException e) {
            return new SmtpCommand.Malformed(Fault.CHARACTERS);
        }
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return new SmtpCommand.Malformed(Fault.CHARACTERS);
        }
        int space = text.indexOf(' ');
        String verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        String rest = space < 0 ? "" : text.substring(space + 1);
        return switch (verb) {
            case "HELO" -> name(rest, SmtpCommand.Helo::new);
            case "EHLO" -> name(rest, SmtpCommand.Ehlo::new);
            case "MAIL" -> mail(rest);
            case "RCPT" -> rcpt(rest);
            case "DATA" -> alone(rest, new SmtpCommand.Data());
            case "BDAT" -> bdat(rest);
            case "RSET" -> alone(rest, new SmtpCommand.Rset());
            case "NOOP" -> new SmtpCommand.Noop();
            case "QUIT" -> alone(rest, new SmtpCommand.Quit());
            case "VRFY" -> new SmtpCommand.Vrfy();
            case "EXPN" -> new SmtpCommand.Expn();
            case "HELP" -> new SmtpCommand.Help();
            case "STARTTLS" -> alone(rest, new SmtpCommand.StartTls());
            case "AUTH" -> auth(rest);
            default -> new SmtpCommand.Unknown(printable(verb));
        };
    }

    private static String printable(String verb) {
        StringBuilder shown = new StringBuilder();
        verb.chars().limit(MAX_VERB).forEach(c -> shown.append(c > ' ' && c < 0x7f ? (char) c : '?'));
        return shown.toString();
    }

    private static SmtpCommand syntax() {
        return new SmtpCommand.Malformed(Fault.SYNTAX);
    }

    private static SmtpCommand alone(String rest, SmtpCommand command) {
        return rest.isBlank() ? command : syntax();
    }

    private static SmtpCommand name(String rest, java.util.function.Function<String, SmtpCommand> command) {
        String name = rest.strip();
        boolean good = !name.isEmpty() && name.length() <= 255 && name.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return good ? command.apply(name) : syntax();
    }

    private static SmtpCommand bdat(String rest) {
        String[] words = rest.strip().split(" +", -1);
        boolean last = words.length == 2 && words[1].equalsIgnoreCase("LAST");
        if (words.length > 2 || (words.length == 2 && !last) || !words[0].matches("[0-9]{1,18}")) {
            return syntax();
        }
        return new SmtpCommand.Bdat(Long.parseLong(words[0]), last);
    }

    private static SmtpCommand auth(String rest) {
        String[] words = rest.strip().split(" +", -1);
        if (words.length > 2 || !words[0].matches("[A-Za-z0-9_-]{1,20}")) {
            return syntax();
        }
        return new SmtpCommand.Auth(
                words[0].toUpperCase(Locale.ROOT), words.length == 2 ? Optional.of(words[1]) : Optional.empty());
    }

    private SmtpCommand mail(String rest) {
        Optional<Argument> argument = argument(rest, "FROM:");
        if (argument.isEmpty()) {
            return syntax();
        }
        String path = withoutRoute(argument.get().path());
        Optional<ReversePath> from = path.isEmpty()
                ? Optional.of(ReversePath.none())
                : EmailAddress.parse(path).map(ReversePath::of);
        if (from.isEmpty()) {
            return new SmtpCommand.Malformed(Fault.SENDER);
        }
        return switch (PathParameters.ofMail(argument.get().parameters())) {
            case PathParameters.Parsed<MailParameters>(MailParameters p) -> new SmtpCommand.Mail(from.get(), p);
            case PathParameters.Wrong<MailParameters>(Fault fault) -> new SmtpCommand.Malformed(fault);
        };
    }

    private SmtpCommand rcpt(String rest) {
        Optional<Argument> argument = argument(rest, "TO:");
        if (argument.isEmpty()) {
            return syntax();
        }
        Optional<ForwardPath> to = forwardPath(withoutRoute(argument.get().path()));
        if (to.isEmpty()) {
            return new SmtpCommand.Malformed(Fault.RECIPIENT);
        }
        return switch (PathParameters.ofRcpt(argument.get().parameters())) {
            case PathParameters.Parsed<RcptParameters>(RcptParameters p) -> new SmtpCommand.Rcpt(to.get(), p);
            case PathParameters.Wrong<RcptParameters>(Fault fault) -> new SmtpCommand.Malformed(fault);
        };
    }

    private static Optional<ForwardPath> forwardPath(String path) {
        if (path.equalsIgnoreCase("postmaster")) {
            return Optional.of(new ForwardPath.Postmaster());
        }
        int at = path.lastIndexOf("@[");
        if (at > 0 && path.endsWith("]")) {
            // The local part must be one all the same.
            return EmailAddress.parse(path.substring(0, at) + "@literal.invalid")
                    .map(a -> new ForwardPath.Literal());
        }
        return EmailAddress.parse(path).map(ForwardPath.Mailbox::new);
    }

    /** What stands behind {@code FROM:} or {@code TO:}. */
    private record Argument(String path, String parameters) {}

    private Optional<Argument> argument(String rest, String keyword) {
        if (!rest.regionMatches(true, 0, keyword, 0, keyword.length())) {
            return Optional.empty();
        }
        String behind = rest.substring(keyword.length());
        String argument = lenientSpace ? behind.stripLeading() : behind;
        if (!argument.startsWith("<")) {
            return Optional.empty();
        }
        boolean quoted = false;
        for (int i = 1; i < argument.length(); i++) {
            char c = argument.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                String parameters = argument.substring(i + 1);
                return parameters.isEmpty() || parameters.startsWith(" ")
                        ? Optional.of(new Argument(argument.substring(1, i), parameters.strip()))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The mailbox behind a source route, which is ignored (RFC 5321 §3.3, appendix C). */
    private static String withoutRoute(String path) {
        int colon = path.indexOf(':');
        if (!path.startsWith("@") || colon < 0) {
            return path;
        }
        for (String hop : path.substring(0, colon).split(",", -1)) {
            if (!hop.startsWith("@")
                    || org.letterlock.engine.mail.DomainName.parse(hop.substring(1))
                            .isEmpty()) {
                return path;
            }
        }
        return path.substring(colon + 1);
    }
}
