package org.letterlock.engine.imapserver;

import java.util.ArrayList;
import java.util.List;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.mail.ImapExtension;

/** The greeting, CAPABILITY, ID, ENABLE, COMPRESS and LOGOUT (RFC 9051 §6.1, §6.3.1, RFC 2971, RFC 4978). */
final class GeneralHandler {

    private final SessionState state;

    GeneralHandler(SessionState state) {
        this.state = state;
    }

    void greet() {
        state.untaggedOk(
                ResponseCode.capability(Capabilities.of(state)),
                state.settings().name() + " speaks IMAP");
    }

    TaggedResponse capability() {
        state.out().raw("* CAPABILITY ").raw(Capabilities.of(state)).crlf();
        return TaggedResponse.ok("Done");
    }

    TaggedResponse logout() {
        state.out().raw("* BYE Good-bye\r\n");
        state.end();
        return TaggedResponse.ok("Done");
    }

    /** What we are is told to those who logged in only. */
    TaggedResponse id() {
        if (state.loggedIn()) {
            state.out()
                    .raw("* ID (\"name\" \"Letterlock\" \"version\" ")
                    .string(state.settings().version())
                    .raw(")\r\n");
        } else {
            state.out().raw("* ID NIL\r\n");
        }
        return TaggedResponse.ok("Done");
    }

    /** Compressed is what stands behind the CRLF of the answer (RFC 4978 §3), so that is sent here. */
    TaggedResponse compress(ImapCommand.Compress command) {
        if (!command.mechanism().equals("DEFLATE")) {
            return TaggedResponse.bad("Unknown mechanism");
        }
        if (state.compressed()) {
            return TaggedResponse.no(ResponseCode.COMPRESSIONACTIVE, "DEFLATE is active already");
        }
        state.out().raw(state.tag()).raw(" OK Begin DEFLATE\r\n");
        state.compress();
        return TaggedResponse.ANSWERED;
    }

    /** Always answers ENABLED, also when nothing was: clients wait for it (RFC 5161 §3.2). */
    TaggedResponse enable(ImapCommand.Enable command) {
        List<String> now = new ArrayList<>();
        for (String word : command.capabilities()) {
            boolean known = switch (word) {
                case "IMAP4REV2" -> state.offers(ImapExtension.IMAP4REV2);
                case "UTF8=ACCEPT" -> state.offers(ImapExtension.UTF8_ACCEPT);
                case "CONDSTORE" -> state.offers(ImapExtension.CONDSTORE);
                case "QRESYNC" -> state.offers(ImapExtension.QRESYNC);
                case "UIDONLY" -> state.offers(ImapExtension.UIDONLY);
                default -> false;
            };
            if (known && !now.contains(word)) {
                now.add(word);
            }
        }
        if (now.contains("CONDSTORE") || now.contains("QRESYNC")) {
            state.enableCondstore();
        }
        state.enabled().addAll(now);
        if (now.contains("UIDONLY")) {
            state.selected().ifPresent(mailbox -> mailbox.contexts().cancelNumbered(state.out()));
        }
        if (now.contains("IMAP4REV2") || now.contains("UTF8=ACCEPT")) {
            state.out().utf8(true);
        }
        state.out().raw("* ENABLED");
        now.forEach(word -> state.out().raw(" ").raw(word.equals("IMAP4REV2") ? "IMAP4rev2" : word));
        state.out().crlf();
        return TaggedResponse.ok("Done");
    }
}
