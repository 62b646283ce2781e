package org.letterlock.engine.imapserver;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ImapCommand.AnnotationDepth;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.mail.AnnotationName;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.store.AccountStore;

/**
 * GETMETADATA and SETMETADATA (RFC 5464). An account has one owner, so what is shared and what is private differ in their names only, and the annotations of
 * the server are those that the account's clients made.
 */
final class MetadataHandler {

    private static final AnnotationName ADMIN = new AnnotationName("/shared/admin");

    private final SessionState state;

    MetadataHandler(SessionState state) {
        this.state = state;
    }

    TaggedResponse get(ImapCommand.GetMetadata command) {
        Optional<SortedMap<AnnotationName, byte[]>> stored = state.store().annotations(command.mailbox());
        if (stored.isEmpty()) {
            return TaggedResponse.NONEXISTENT;
        }
        Map<AnnotationName, Optional<byte[]>> wanted = new TreeMap<>();
        command.entries().forEach(name -> wanted.putAll(chosen(stored.get(), name, command.depth())));
        long limit = command.maxSize().orElse(Long.MAX_VALUE);
        long largest = wanted.values().stream()
                .flatMap(Optional::stream)
                .mapToLong(value -> value.length)
                .max()
                .orElse(0);
        wanted.values().removeIf(value -> value.filter(v -> v.length > limit).isPresent());
        write(state.out(), command.mailbox(), wanted);
        return largest > limit
                ? TaggedResponse.ok(ResponseCode.longEntries(largest), "Larger ones were left out")
                : TaggedResponse.ok("Done");
    }

    /** An annotation that is asked for by its name alone is told also where it has no value. */
    private static Map<AnnotationName, Optional<byte[]>> chosen(
            SortedMap<AnnotationName, byte[]> stored, AnnotationName name, AnnotationDepth depth) {
        int levels = switch (depth) {
            case ZERO -> 0;
            case ONE -> 1;
            case INFINITY -> Integer.MAX_VALUE;
        };
        Map<AnnotationName, Optional<byte[]>> chosen = new TreeMap<>();
        if (depth == AnnotationDepth.ZERO) {
            chosen.put(name, Optional.empty());
        }
        stored.forEach((other, value) -> {
            if (other.levelsBelow(name).filter(below -> below <= levels).isPresent()) {
                chosen.put(other, Optional.of(value));
            }
        });
        return chosen;
    }

    /** What RETURN (METADATA ...) tells behind a mailbox (RFC 9590 §3). */
    static void list(SessionState state, MailboxName mailbox, List<AnnotationName> names) {
        state.store().annotations(Optional.of(mailbox)).ifPresent(stored -> {
            Map<AnnotationName, Optional<byte[]>> wanted = new TreeMap<>();
            names.forEach(name -> wanted.putAll(chosen(stored, name, AnnotationDepth.ZERO)));
            write(state.out(), Optional.of(mailbox), wanted);
        });
    }

    /** Which annotations have other values now, without these (RFC 5464 §4.4.2). */
    static void tell(ResponseWriter out, Optional<MailboxName> mailbox, List<AnnotationName> changed) {
        out.raw("* METADATA ");
        mailbox.ifPresentOrElse(out::mailbox, () -> out.raw("\"\""));
        changed.forEach(name -> out.raw(" ").astring(name.value()));
        out.crlf();
    }

    private static void write(
            ResponseWriter out, Optional<MailboxName> mailbox, Map<AnnotationName, Optional<byte[]>> values) {
        if (values.isEmpty()) {
            return;
        }
        out.raw("* METADATA ");
        mailbox.ifPresentOrElse(out::mailbox, () -> out.raw("\"\""));
        String before = " (";
        for (var one : values.entrySet()) {
            out.raw(before).astring(one.getKey().value()).raw(" ");
            one.getValue().ifPresentOrElse(out::value, () -> out.raw("NIL"));
            before = " ";
        }
        out.raw(")\r\n");
    }

    TaggedResponse set(ImapCommand.SetMetadata command) {
        if (command.mailbox().isEmpty() && command.values().containsKey(ADMIN)) {
            return TaggedResponse.no(ResponseCode.NOPERM, "Who administers the server cannot be changed");
        }
        return switch (state.store().annotate(command.mailbox(), command.values())) {
            case DONE -> TaggedResponse.ok("Done");
            case NO_SUCH_MAILBOX -> TaggedResponse.NONEXISTENT;
            case TOO_LARGE ->
                TaggedResponse.no(ResponseCode.maxAnnotation(AccountStore.MAX_ANNOTATION), "The value is too large");
            case TOO_MANY -> TaggedResponse.no(ResponseCode.METADATA_TOOMANY, "There is no room for more");
        };
    }
}
